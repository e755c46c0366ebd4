/**
 * Promise: types accept correct uses and reject wrong ones. A file with both is compiled; only the wrong uses are
 * errors.
 */

import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const WRONG = fileURLToPath(new URL('./wrong.test-d.ts', import.meta.url));

test('wrong uses do not compile, correct uses do', () => {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.base.json`, ts.sys.readFile);
  const { options, errors } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  expect(errors).toEqual([]);
  const program = ts.createProgram([WRONG], {
    ...options,
    composite: false,
    declaration: false,
    noEmit: true,
    // This test does not check declarations of other packages.
    skipLibCheck: true,
    paths: {
      '@ecsdb/runtime': [`${ROOT}runtime/src/index.ts`],
      '@ecsdb/runtime/codegen-v1': [`${ROOT}runtime/src/codegen-v1.ts`],
    },
  });
  const file = program.getSourceFile(WRONG);
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  const found = diagnostics.map(({ file, start, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1;
    return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(found).toEqual([]);
  expect(file?.text.match(/@ts-expect-error/g)?.length).toBeGreaterThan(30);
});
