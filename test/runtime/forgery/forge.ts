/**
 * Random changes to the content of the files of a directory, with right checksums afterwards. No crash leaves such
 * files.
 */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { checksum } from '@ecsdb/runtime/testing';
import fc from 'fast-check';
import { type Operation, parseSegment, type Segment, setHeaderChecksum, viewOf, writeSegments } from './segment.js';
import { type Block, parseSnapshot, writeSnapshot } from './snapshot-file.js';

const UPDATE = 2;
const KINDS_WITH_RECORDS = [1, UPDATE, 3];

/** The files of a directory, by name. */
export type Files = Map<string, Uint8Array>;

/** A relative position in a list, from 0 for the first item to just below 1 for the last item. */
type Place = number;

export interface Forgery {
  readonly kind:
    | 'operation'
    | 'body'
    | 'string'
    | 'index'
    | 'add operation'
    | 'remove operation'
    | 'repeat operation'
    | 'exchange operations'
    | 'block'
    | 'payload'
    | 'inflated payload'
    | 'repeat block'
    | 'remove block'
    | 'schema'
    | 'header';
  readonly file: Place;
  readonly frame: Place;
  readonly part: Place;
  readonly place: Place;
  readonly field: number;
  readonly value: number;
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Small numbers, limits of the format, and any other numbers. */
const value = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom(24, 25, 255, 256, 65_535, 65_536, 2 ** 20 - 1, 2 ** 20, 2 ** 22, 2 ** 22 + 100, 2 ** 27 - 1, 2 ** 27),
  fc.constantFrom(2 ** 30, 2 ** 31, 2 ** 32 - 8, 2 ** 32 - 1),
  fc.nat(),
);

export const forgery: fc.Arbitrary<Forgery> = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('operation' as const, 'body' as const, 'payload' as const) },
    { weight: 4, arbitrary: fc.constantFrom('string' as const, 'index' as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'add operation' as const,
        'remove operation' as const,
        'repeat operation' as const,
        'exchange operations' as const,
        'block' as const,
        'inflated payload' as const,
        'repeat block' as const,
        'remove block' as const,
        'schema' as const,
        'header' as const,
      ),
    },
  ),
  file: place,
  frame: place,
  part: place,
  place,
  field: fc.nat(),
  value,
});

export function forge(files: Files, change: Forgery): void {
  switch (change.kind) {
    case 'block':
    case 'payload':
    case 'inflated payload':
    case 'repeat block':
    case 'remove block':
      forgeSnapshot(files, change);
      break;
    case 'header':
      forgeHeader(files, change);
      break;
    case 'schema':
      forgeSchema(files, change);
      break;
    default:
      forgeLog(files, change);
      break;
  }
}

function pick<Item>(items: readonly Item[], at: Place): Item | undefined {
  return items[Math.floor(at * items.length)];
}

function segmentNames(files: Files): string[] {
  return [...files.keys()].filter((name) => name.startsWith('wal-')).sort();
}

/** Changes the segments of the log, and updates the chain of their checksums. */
export function editLog(files: Files, change: (segments: readonly Segment[]) => void): void {
  const names = segmentNames(files);
  const segments = names.map((name) => parseSegment(files.get(name) ?? new Uint8Array(0)));
  change(segments);
  for (const [i, bytes] of writeSegments(segments).entries()) files.set(names[i] ?? '', bytes);
}

function forgeLog(files: Files, { kind, frame, part, place: at, field, value: to }: Forgery): void {
  editLog(files, (segments) => {
    const transactions = segments.flatMap(({ frames }) => frames.flatMap((one) => one.transactions));
    // The first transactions are before the snapshots and are not applied.
    const from = kind === 'string' || kind === 'index' ? 2 / 3 : 0;
    const operations = pick(transactions, from + frame * (1 - from));
    const operation = pick(operations ?? [], part);
    if (operations === undefined || operation === undefined) return;
    const position = operations.indexOf(operation);
    switch (kind) {
      case 'operation':
        setField(operation, field, to);
        break;
      case 'body':
        operation.body = changed(operation.body, at, field, to);
        break;
      case 'string':
        changeString(pick(operations.filter(hasString), at), field, to);
        break;
      case 'index':
        operation.index = 2 ** 22 + to;
        break;
      case 'add operation':
        operations.splice(position, 0, { ...operation, kind: 1 + (field % 6), index: to });
        break;
      case 'remove operation':
        operations.splice(position, 1);
        break;
      case 'repeat operation':
        operations.splice(position, 0, { ...operation });
        break;
      default: {
        const other = pick(transactions, at) ?? operations;
        const exchanged = other[0];
        if (exchanged === undefined) return;
        other[0] = operation;
        operations[position] = exchanged;
      }
    }
  });
}

/** True if the operation can set a string: the records of tables 0 and 2 begin with one. */
function hasString({ kind, tableId }: Operation): boolean {
  return (tableId === 0 || tableId === 2) && KINDS_WITH_RECORDS.includes(kind);
}

/** Sets another length, or a byte that is not UTF-8. */
function changeString(operation: Operation | undefined, field: number, to: number): void {
  if (operation === undefined) return;
  const body = operation.body.slice();
  // The bytes of an update begin after its offset.
  const start = operation.kind === UPDATE ? 4 : 0;
  if (body.length < start + 4) return;
  if (field % 2 === 0) viewOf(body).setUint16(start, to, true);
  else body[start + 2] = 0x80 | to;
  operation.body = body;
}

function setField(operation: Operation, field: number, to: number): void {
  const names = ['kind', 'tableId', 'index', 'generation'] as const;
  const name = names[field % names.length] ?? 'kind';
  operation[name] = name === 'kind' ? to & 0xff : name === 'tableId' ? to & 0xffff : to;
}

/** Returns a copy with other bytes at one position, or with another length. */
function changed(bytes: Uint8Array, at: Place, field: number, to: number): Uint8Array {
  const position = Math.floor(at * bytes.length);
  const copy = bytes.slice();
  const view = viewOf(copy);
  switch (field % 5) {
    case 0:
      if (copy.length > 0) copy[position] = to;
      return copy;
    case 1:
      if (position + 2 <= copy.length) view.setUint16(position & ~1, to, true);
      return copy;
    case 2:
      if ((position & ~3) + 4 <= copy.length) view.setUint32(position & ~3, to, true);
      return copy;
    case 3:
      return copy.slice(0, position);
    default:
      return new Uint8Array(Buffer.concat([copy, copy.slice(0, to % 64)]));
  }
}

function forgeSnapshot(files: Files, { kind, file, part, place: at, field, value: to }: Forgery): void {
  const names = [...files.keys()].filter((name) => name.startsWith('snap-'));
  const name = pick(names, file);
  if (name === undefined) return;
  const snapshot = parseSnapshot(files.get(name) ?? new Uint8Array(0));
  const { blocks } = snapshot;
  const block = pick(blocks, part);
  if (block === undefined) return;
  const position = blocks.indexOf(block);
  if (kind === 'inflated payload') changeInflated(block, at, field, to);
  else if (kind === 'payload') block.payload = changed(block.payload, at, field, to);
  else if (kind === 'repeat block') blocks.splice(position, 0, { ...block });
  else if (kind === 'remove block') blocks.splice(position, 1);
  else setBlockField(block, field, to);
  files.set(name, writeSnapshot(snapshot));
}

/** Changes a payload before compression, and compresses it again. */
function changeInflated(block: Block, at: Place, field: number, to: number): void {
  try {
    const payload = changed(inflateRawSync(block.payload.subarray(8)), at, field, to);
    const prefix = new Uint8Array(8);
    viewOf(prefix).setUint32(0, payload.length, true);
    viewOf(prefix).setUint32(4, checksum(payload), true);
    block.payload = new Uint8Array(Buffer.concat([prefix, deflateRawSync(payload)]));
  } catch {
    // It is not compressed, or was changed before.
  }
}

function setBlockField(block: Block, field: number, to: number): void {
  const names = ['type', 'compressed', 'tableId', 'first', 'count'] as const;
  const name = names[field % names.length] ?? 'type';
  const max = name === 'type' || name === 'compressed' ? 0xff : name === 'tableId' ? 0xffff : 0xffff_ffff;
  block[name] = (to & max) >>> 0;
}

/** Sets 16, 32 or 64 bits at any position in the header of a file. */
function forgeHeader(files: Files, { file, place: at, field, value: to }: Forgery): void {
  const name = pick([...files.keys()].filter((one) => /^(MANIFEST|wal-|snap-)/.test(one)).sort(), file);
  const bytes = name === undefined ? undefined : files.get(name)?.slice();
  if (name === undefined || bytes === undefined || bytes.length < 512) return;
  const edit = (header: Uint8Array): void => {
    const view = viewOf(header);
    const position = Math.floor(at * 190) & ~7;
    if (field % 3 === 0) view.setUint16(position, to, true);
    else if (field % 3 === 1) view.setUint32(position, to, true);
    else view.setBigUint64(position, BigInt(to) * BigInt(1 + (field % 1000)), true);
    setHeaderChecksum(header);
  };
  if (name.startsWith('wal-')) {
    const position = segmentNames(files).indexOf(name);
    editLog(files, (segments) => edit(segments[position]?.header ?? new Uint8Array(512)));
    return;
  }
  edit(bytes.subarray(0, 512));
  files.set(name, name.startsWith('snap-') ? writeSnapshot(parseSnapshot(bytes)) : bytes);
}

/** Changes the schema in all files in the same way. The result is valid JSON. */
function forgeSchema(files: Files, change: Forgery): void {
  const edit = (payload: Uint8Array): Uint8Array => {
    try {
      const schema: unknown = JSON.parse(new TextDecoder().decode(payload));
      return new TextEncoder().encode(JSON.stringify(changedJson(schema, change)));
    } catch {
      // After an earlier change, the payload is not JSON.
      return payload;
    }
  };
  editLog(files, (segments) => {
    for (const frame of segments.flatMap(({ frames }) => frames)) {
      if (frame.type === 2) frame.payload = edit(frame.payload);
    }
  });
  for (const [name, bytes] of files) {
    if (!name.startsWith('snap-')) continue;
    const snapshot = parseSnapshot(bytes);
    for (const block of snapshot.blocks) if (block.type === 1) block.payload = edit(block.payload);
    files.set(name, writeSnapshot(snapshot));
  }
}

type Json = unknown;

/** Changes one value in a tree of JSON. */
function changedJson(root: Json, { part, place: at, field, value: to }: Forgery): Json {
  const holders: (Json[] | { [key: string]: Json })[] = [];
  const walk = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    holders.push(value as Json[] | { [key: string]: Json });
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(root);
  const holder = pick(holders, part);
  if (holder === undefined) return root;
  const keys = Object.keys(holder);
  const key = pick(keys, at);
  if (key === undefined) return root;
  const values: readonly Json[] = [
    to,
    -to,
    to + 0.5,
    null,
    true,
    '',
    'x',
    '__proto__',
    'constructor',
    [],
    {},
    `[u8; ${to}]`,
    `string<${to}>`,
  ];
  if (Array.isArray(holder)) {
    if (field % 3 === 0) holder.push(holder[Number(key)]);
    else if (field % 3 === 1) holder.splice(Number(key), 1);
    else holder[Number(key)] = pick(values, (field % 997) / 997);
    return root;
  }
  if (field % 4 === 0) delete holder[key];
  else holder[key] = pick(values, (field % 997) / 997);
  return root;
}
