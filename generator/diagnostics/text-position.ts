/** Converts offsets in a text to lines and columns. */

import type { Position } from './diagnostic.js';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The offsets at which lines start. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The position of a span. A span of several lines is cut at the end of its first line. */
export function positionOf(text: string, starts: readonly number[], span: Span): Position {
  const line = lineAt(starts, span.start);
  const start = starts[line] ?? 0;
  const end = Math.min(span.end, start + lineText(text, starts, line + 1).length);
  return { line: line + 1, column: span.start - start + 1, length: Math.max(1, end - span.start) };
}

/** The text of a line, counted from 1, without its line ending. */
export function lineText(text: string, starts: readonly number[], line: number): string {
  const start = starts[line - 1];
  if (start === undefined) return '';
  return text.slice(start, starts[line] ?? text.length).replace(/\r?\n$/, '');
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
