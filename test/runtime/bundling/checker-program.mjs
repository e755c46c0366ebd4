/** A program that contains the compiler's last check, which shares many files with a second thread, to be bundled. */

import { checkSyntax } from '../../../dist/generator/render/check-syntax.js';

const files = new Map(Array.from({ length: 120 }, (_, i) => [`${i}.ts`, 'export const x = 1;\n']));
const faulty = new Map([['faulty.ts', 'export const x = ;\n'], ...files]);

checkSyntax(files)
  .then(() => checkSyntax(faulty))
  .then(
    () => console.log('sound'),
    ({ message }) => console.log(message),
  );
