/** Changes of a text, as spans and what replaces them. */

import type { Span } from '../diagnostics/index.js';

export interface Edit extends Span {
  readonly text: string;
}

/** Applies edits in any order. Edits that are equal count once; others must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  let last: Edit | undefined;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (last !== undefined && last.start === edit.start && last.end === edit.end && last.text === edit.text) continue;
    if (edit.start < at) throw new Error(`two edits overlap at ${edit.start}: ${last?.text} and ${edit.text}`);
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
    last = edit;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
