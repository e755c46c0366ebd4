/**
 * Finds the position of each key and value in the text.
 *
 * The parser does not return positions, so this scans the text a second time, but only if there is a fault to report.
 * It relies on the text being valid TOML and checks nothing.
 */

import type { DocumentPath, Span } from '../diagnostics/index.js';

export interface Place {
  /** The last segment of the key. If a table is mentioned several times, that of its own header. */
  key?: Span;
  /** Absent for a table that only has a header. For an element of `[[...]]`, the header. */
  value?: Span;
  /** Absent on leaves, which are most places. */
  children?: Map<string | number, Place>;
}

interface Key {
  readonly name: string;
  readonly span: Span;
}

/** The span of a key or value. If the text does not contain it, the span of the nearest parent. */
export function spanAt(root: Place, path: DocumentPath, at: 'key' | 'value'): Span {
  let place = root;
  let around: Span = { start: 0, end: 0 };
  for (const segment of path) {
    const child = place.children?.get(segment);
    if (child === undefined) return around;
    place = child;
    around = place.key ?? place.value ?? around;
  }
  return (at === 'key' ? place.key : place.value) ?? around;
}

/**
 * All positions in a valid TOML text, as a tree with the shape of the document. `onKey` is called for each mention of a
 * key: headers and dotted keys may mention one table several times.
 */
export function locate(text: string, onKey?: (place: Place, span: Span) => void): Place {
  const root: Place = {};
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let table = root;
  for (skipVoid(); at < text.length; skipVoid()) {
    if (text[at] === '[') table = readHeader();
    else readKeyValue(table);
  }
  return root;

  function readHeader(): Place {
    const start = at;
    const isArray = text.startsWith('[[', at);
    at += isArray ? 2 : 1;
    const keys = readKeys(']');
    at += isArray ? 1 : 0;
    const place = descend(root, keys, onKey);
    if (isArray) return child(place, place.children?.size ?? 0, undefined, { start, end: at });
    const span = keys.at(-1)?.span;
    if (span !== undefined) place.key = span;
    return place;
  }

  function readKeyValue(parent: Place): void {
    const keys = readKeys('=');
    const place = descend(parent, keys, onKey);
    const span = keys.at(-1)?.span;
    if (span !== undefined) place.key = span;
    skipVoid();
    readValue(place);
  }

  /** Reads a dotted key and the character that ends it. */
  function readKeys(end: string): Key[] {
    const keys: Key[] = [];
    while (at < text.length) {
      skipVoid();
      const start = at;
      const character = text[at];
      at = character === '"' || character === "'" ? stringEnd(text, at) : match(BARE_KEY);
      const written = text.slice(start, at);
      if (at > start) keys.push({ name: keyName(written), span: { start, end: at } });
      skipVoid();
      if (text[at++] === end) break;
    }
    return keys;
  }

  function readValue(place: Place): void {
    const start = at;
    switch (text[at]) {
      case '"':
      case "'":
        at = stringEnd(text, at);
        break;
      case '[':
        readSequence(']', (index) => readValue(child(place, index)));
        break;
      case '{':
        readSequence('}', () => readKeyValue(place));
        break;
      default:
        at = Math.max(match(BARE_VALUE), start + 1);
    }
    place.value = { start, end: at };
  }

  function readSequence(end: string, readItem: (index: number) => void): void {
    at++;
    for (let index = 0; at < text.length; index++) {
      skipVoid();
      if (text[at] === end) break;
      readItem(index);
      skipVoid();
      if (text[at] === ',') at++;
    }
    at++;
  }

  function skipVoid(): void {
    for (; at < text.length; at++) {
      const character = text[at];
      if (character === '#') at = endOfLine(text, at);
      else if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return;
    }
  }

  /** The end of what a sticky pattern matches here. */
  function match(pattern: RegExp): number {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  }
}

const BARE_KEY = /[A-Za-z0-9_-]*/y;
/** Numbers, booleans, and dates, whose parts may be separated by a blank. */
const BARE_VALUE = /\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+/y;

/** Follows a dotted key. A key of an array of tables refers to its last element. */
function descend(from: Place, keys: readonly Key[], onKey?: (place: Place, span: Span) => void): Place {
  let place = from;
  keys.forEach((key, index) => {
    if (index > 0) place = lastElement(place);
    place = child(place, key.name, key.span);
    onKey?.(place, key.span);
  });
  return place;
}

function lastElement(place: Place): Place {
  return place.children?.get(place.children.size - 1) ?? place;
}

function child(parent: Place, name: string | number, key?: Span, value?: Span): Place {
  parent.children ??= new Map();
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const made: Place = {};
  if (key !== undefined) made.key = key;
  if (value !== undefined) made.value = value;
  parent.children.set(name, made);
  return made;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** The offset after a string of any of the four kinds that starts here. */
function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  const isMultiLine = text.startsWith(quote.repeat(3), start);
  const close = isMultiLine ? quote.repeat(3) : quote;
  let at = start + close.length;
  while (at < text.length && !text.startsWith(close, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
  at += close.length;
  // A multi-line string may end in one or two quotes of its own, before the three that close it.
  for (let extra = 0; isMultiLine && extra < 2 && text[at] === quote; extra++) at++;
  return Math.min(at, text.length);
}

function keyName(written: string): string {
  if (written.startsWith("'")) return written.slice(1, -1);
  if (!written.startsWith('"')) return written;
  return written.slice(1, -1).replace(ESCAPE, (_, hex: string | undefined, sign: string) => {
    return hex === undefined ? (ESCAPED[sign] ?? sign) : String.fromCodePoint(Number.parseInt(hex.slice(1), 16));
  });
}

const ESCAPE = /\\(?:(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2})|(.))/gs;
const ESCAPED: { readonly [sign: string]: string } = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\x1b' };
