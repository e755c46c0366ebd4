/** Corrupts frames: at random, and where docs/protocol.md says that their numbers are. */

import type { Random } from '../framework/random.js';
import type { NumberPlace } from './frame-reader.js';
import { FRAME_TYPES, type RecordSizes, readFrame } from './read-frame.js';

export interface Corrupted {
  readonly kind: string;
  /** What arrives in place of the frame. */
  readonly frames: readonly Uint8Array[];
}

interface Source {
  readonly frame: Uint8Array;
  /** What the same end has sent; this frame is the last one. */
  readonly sent: readonly Uint8Array[];
  readonly random: Random;
  readonly sizes: RecordSizes;
}

/** Large numbers, numbers that are not in their shortest form, and numbers that do not end. */
const NUMBERS: readonly (readonly number[])[] = [
  [0],
  [0xff, 0x7f],
  [0xff, 0xff, 0xff, 0x3f],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x10],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x81, 0],
];
/** Those with the highest bit are ignored, as a later version may send them. */
const UNKNOWN_TYPES = [0x00, 0x3f, 0x7f, 0x80, 0xff];

const KINDS: { readonly [kind: string]: (source: Source) => readonly Uint8Array[] } = {
  flip: ({ frame, random }) => {
    const at = random.below(frame.length);
    return [replaced(frame, at, at + 1, [(frame[at] ?? 0) ^ (1 + random.below(255))])];
  },
  cut: ({ frame, random }) => [frame.slice(0, random.below(frame.length))],
  insert: ({ frame, random }) => {
    const at = random.below(frame.length + 1);
    return [replaced(frame, at, at, someBytes(random))];
  },
  overwrite: ({ frame, random }) => {
    const at = random.below(frame.length);
    const bytes = someBytes(random);
    return [replaced(frame, at, at + bytes.length, bytes)];
  },
  replace: ({ random }) => [Uint8Array.from(someBytes(random))],
  'random content': ({ random }) => [Uint8Array.from([random.pick(FRAME_TYPES), ...randomBytes(random, 200)])],
  drop: () => [],
  repeat: ({ frame }) => [frame, frame],
  earlier: ({ sent, random }) => [random.pick(sent)],
  'other type': ({ frame, random }) => {
    return [replaced(frame, 0, 1, [random.pick(random.oneIn(3) ? UNKNOWN_TYPES : FRAME_TYPES)])];
  },
  'other number': ({ frame, random, sizes }) => {
    const { numbers } = readFrame(frame, sizes);
    if (numbers.length === 0) return [frame];
    const amounts = numbers.filter(({ kind }) => kind !== 'number');
    const place = random.pick(amounts.length > 0 && !random.oneIn(4) ? amounts : numbers);
    return [replaced(frame, place.at, place.end, otherNumber(place, random))];
  },
  splice: ({ frame, sent, random, sizes }) => {
    const other = random.pick(sent);
    const head = frame.subarray(0, boundary(frame, random, sizes));
    return [Uint8Array.from([...head, ...other.subarray(boundary(other, random, sizes))])];
  },
};

export function corrupted(source: Source): Corrupted {
  const kind = source.random.pick(Object.keys(KINDS));
  return { kind, frames: KINDS[kind]?.(source) ?? [] };
}

function replaced(frame: Uint8Array, from: number, to: number, bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([...frame.subarray(0, from), ...bytes, ...frame.subarray(to)]);
}

function someBytes(random: Random): readonly number[] {
  return random.oneIn(2) ? random.pick(NUMBERS) : [random.below(256), ...randomBytes(random, 40)];
}

function randomBytes(random: Random, limit: number): readonly number[] {
  return Array.from({ length: random.below(limit) }, () => random.below(256));
}

function otherNumber({ value }: NumberPlace, random: Random): readonly number[] {
  if (random.oneIn(2)) return random.pick(NUMBERS);
  return varint(random.pick([value + 1, Math.max(0, value - 1), value * 2, random.below(2 ** random.below(33))]));
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** Where a number begins or ends, or anywhere. */
function boundary(frame: Uint8Array, random: Random, sizes: RecordSizes): number {
  const { numbers } = readFrame(frame, sizes);
  if (numbers.length === 0 || random.oneIn(4)) return random.below(frame.length + 1);
  const { at, end } = random.pick(numbers);
  return random.oneIn(2) ? at : end;
}
