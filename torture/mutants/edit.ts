/** How the table of mutants says what is changed. */

import type { Edit } from './mutant.js';

export function edit(file: string, find: string, replace: string): Edit {
  return { file, find, replace };
}

/** Leaves out what the text says. */
export function without(file: string, find: string): Edit {
  return edit(file, find, '');
}
