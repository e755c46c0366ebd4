/** Splits lines of CSV into cells, as RFC 4180 quotes them. A quoted cell may contain line ends. */

/** `isQuoted` tells an empty text from null. */
export interface Cell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * The cells of a record. Undefined if a quoted cell does not end in `text`: then the record continues on the next line.
 * A string says what is wrong.
 */
export function parseRecord(text: string): Cell[] | string | undefined {
  const cells: Cell[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const end = endOfQuoted(text, at + 1);
      if (end < 0) return undefined;
      cells.push({ text: text.slice(at + 1, end).replaceAll('""', '"'), isQuoted: true });
      at = end + 1;
      if (at < text.length && text[at] !== ',') return `column ${cells.length} has text after its closing quote`;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      const cell = text.slice(at, end);
      if (cell.includes('"')) return `column ${cells.length + 1} has a quote inside of a cell that begins without one`;
      cells.push({ text: cell, isQuoted: false });
      at = end;
    }
    if (at >= text.length) return cells;
    at++;
  }
}

/** Position of the closing quote of a cell whose text begins at `start`; -1 if there is none. */
function endOfQuoted(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
