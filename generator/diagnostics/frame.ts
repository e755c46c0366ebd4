/** The source line of a diagnostic, with carets below the fault. */

import type { Position } from './diagnostic.js';

const TAB = '    ';
/** Columns of a frame's text. A longer line is cut around the fault. */
const WIDTH_MAX = 110;

/** Two lines, the source and the carets, each after a margin as wide as the line number. */
export function frame(line: string, position: Position): string {
  const from = Math.min(position.column - 1, line.length);
  const cut = cutAround(line, from, from + position.length);
  const before = printable(cut.text.slice(0, cut.from));
  const marked = printable(cut.text.slice(cut.from, cut.to));
  const after = printable(cut.text.slice(cut.to));
  const gutter = String(position.line);
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)));
  return [
    `  ${gutter} | ${before}${marked}${after}`.trimEnd(),
    `  ${' '.repeat(gutter.length)} | ${' '.repeat(displayWidth(before))}${carets}`,
  ].join('\n');
}

/** A part of a long line around the fault, and the position of the fault in that part. */
function cutAround(line: string, from: number, to: number): { text: string; from: number; to: number } {
  if (line.length <= WIDTH_MAX) return { text: line, from, to: Math.min(to, line.length) };
  const length = Math.min(to - from, WIDTH_MAX / 2);
  const start = wholeCharacter(line, Math.max(0, Math.min(from - (WIDTH_MAX - length) / 2, line.length - WIDTH_MAX)));
  const end = wholeCharacter(line, Math.min(line.length, start + WIDTH_MAX));
  const head = start > 0 ? '…' : '';
  const tail = end < line.length ? '…' : '';
  const shift = head.length - start;
  return { text: head + line.slice(start, end) + tail, from: from + shift, to: Math.min(from + length, end) + shift };
}

/** Moves an offset back so that it does not split a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const at = Math.floor(offset);
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}

/** Text that cannot move the cursor: tabs become spaces, other control characters a visible character. */
function printable(text: string): string {
  return text.replaceAll('\t', TAB).replace(/\p{Cc}/gu, '�');
}

/** Width of a text in a terminal: wide East Asian characters and emoji have two columns, combining marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

const WIDE = /[\p{EPres}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]/u;
