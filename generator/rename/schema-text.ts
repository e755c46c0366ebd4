/** Where a schema text mentions its parts, and edits of those places. */

import type { DocumentPath, Span } from '../diagnostics/index.js';
import { locate, type Place } from '../schema/index.js';
import type { Edit } from './edits.js';

export class SchemaText {
  readonly text: string;
  readonly #root: Place;
  readonly #keys = new Map<Place, Span[]>();

  /** The text must be valid TOML, without a byte order mark. */
  constructor(text: string) {
    this.text = text;
    this.#root = locate(text, (place, span) => {
      const known = this.#keys.get(place);
      if (known === undefined) this.#keys.set(place, [span]);
      else known.push(span);
    });
  }

  place(path: DocumentPath): Place | undefined {
    let place: Place | undefined = this.#root;
    for (const segment of path) place = place?.children?.get(segment);
    return place;
  }

  /** Every mention of a key, in the order of the text. */
  keysAt(path: DocumentPath): readonly Span[] {
    const place = this.place(path);
    return place === undefined ? [] : (this.#keys.get(place) ?? []);
  }

  /** The span of a value; undefined for what only headers or dotted keys define. */
  valueAt(path: DocumentPath): Span | undefined {
    return this.place(path)?.value;
  }

  sliceOf({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  /** Gives a key another name, wherever the text mentions it. */
  renameKey(path: DocumentPath, name: string): Edit[] {
    return this.keysAt(path).map((span) => ({ ...span, text: this.#inQuotesOf(span, name) }));
  }

  /** Gives a string another value; its quotes stay. */
  setString(path: DocumentPath, value: string): Edit[] {
    const span = this.valueAt(path);
    return span === undefined ? [] : [{ ...span, text: this.#inQuotesOf(span, value) }];
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** The offset of the line's end, before its line break. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    if (end === -1) return this.text.length;
    return this.text[end - 1] === '\r' ? end - 1 : end;
  }

  /** The line break that the text uses. */
  get lineBreak(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** Values are names and types, which need no escapes. */
  #inQuotesOf({ start }: Span, value: string): string {
    const quotes = /^(?:"""|'''|"|')?/.exec(this.text.slice(start, start + 3))?.[0] ?? '';
    return `${quotes}${value}${quotes}`;
  }
}
