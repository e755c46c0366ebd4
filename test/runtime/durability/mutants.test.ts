/**
 * The table of mutants is about the runtime as it is: what each of them leaves out still stands where the table says. That each one is caught
 * is checked by `npm run check:mutants`.
 */

import { afterAll, beforeAll, test } from '@jest/globals';
import { RUNTIME_FOLDER } from '../../../torture/framework/compiled.js';
import { MutantMaker } from '../../../torture/mutants/maker.js';
import { MUTANTS, REDUNDANT } from '../../../torture/mutants/table.js';

let maker: MutantMaker;
beforeAll(() => {
  maker = new MutantMaker(RUNTIME_FOLDER);
});
afterAll(() => maker.remove());

test.each(MUTANTS)('$name', ({ edits }) => {
  maker.make(edits);
});

// Whoever moves such a line should look at the reason again.
test.each(REDUNDANT)('$name: $because', ({ edits }) => {
  maker.make(edits);
});
