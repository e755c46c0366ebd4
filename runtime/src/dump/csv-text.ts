/** Cells of CSV as RFC 4180 quotes them. */

const NEEDS_QUOTES = /[",\r\n]/;

/** A cell with a text. An empty text is quoted; an empty cell without quotes is null. */
export function cellText(text: string): string {
  return text === '' || NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
