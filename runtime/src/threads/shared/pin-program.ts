/**
 * P1 to P5 of a pin (pin.ts) as a WebAssembly program. V8 compiles an atomic access in WebAssembly to an instruction;
 * for one in JavaScript it calls a function. Pinning and unpinning takes 25 to 35 ns instead of 55 to 115 (Node 20 to
 * 26).
 *
 * The encoding follows the WebAssembly specification, chapter "Binary Format", and its proposal for threads. Accesses
 * to shared memory from WebAssembly and from JavaScript follow one memory model, and their atomic accesses are in one
 * order.
 */

import { PUBLISHED, WORD_BYTES, WRITER_BELL } from './layout.js';

/** Memory that both the program and typed arrays can access. */
export interface ProgramMemory {
  readonly buffer: SharedArrayBuffer;
}

export interface PinProgram {
  /** P1 to P3. Takes the address of the pin, returns the value of `PUBLISHED`. */
  pin(address: number): number;
  /** P4 and the load of P5. Takes the address of the pin, returns the value of `WRITER_BELL`. */
  unpin(address: number): number;
}

/**
 * The part of WebAssembly that is used. TypeScript declares it in its library for pages, which this package does not
 * include.
 */
interface WebAssembly {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => ProgramMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { ecsdb: { words: ProgramMemory } },
  ) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssembly };

const I32 = 0x7f;
const FUNCTION_TYPE = 0x60;
const VOID = 0x40;
const LOOP = 0x03;
const END = 0x0b;
const BRANCH_IF = 0x0d;
const GET = 0x20;
const SET = 0x21;
const TEE = 0x22;
const LOAD = [0x28, 2];
const ATOMIC_LOAD = [0xfe, 0x10, 2];
const ATOMIC_STORE = [0xfe, 0x17, 2];
const CONST = 0x41;
const NOT_EQUAL = 0x47;
const ADD = 0x6a;

/** Indexes of the variables of `PIN`. In both functions, the address is the first one. */
const ADDRESS = 0;
const PUBLISHED_SIDE = 1;
const GUESS = 2;

const PIN = [
  ...[1, 2, I32],
  ...[CONST, 0, ...LOAD, ...offset(PUBLISHED), SET, PUBLISHED_SIDE], // P1
  ...[LOOP, VOID],
  ...[GET, ADDRESS, GET, PUBLISHED_SIDE, TEE, GUESS, CONST, 1, ADD, ...ATOMIC_STORE, 0], // P2
  ...[CONST, 0, ...ATOMIC_LOAD, ...offset(PUBLISHED), TEE, PUBLISHED_SIDE, GET, GUESS, NOT_EQUAL, BRANCH_IF, 0], // P3
  ...[END, GET, PUBLISHED_SIDE, END],
];

const UNPIN = [
  0,
  ...[GET, ADDRESS, CONST, 0, ...ATOMIC_STORE, 0], // P4
  ...[CONST, 0, ...ATOMIC_LOAD, ...offset(WRITER_BELL), END], // P5
];

const PROGRAM = Uint8Array.from([
  ...[...text('\0asm'), 1, 0, 0, 0],
  ...section(1, [1, FUNCTION_TYPE, 1, I32, 1, I32]),
  ...section(2, [1, ...name('ecsdb'), ...name('words'), 2, 3, 1, 1]),
  ...section(3, [2, 0, 0]),
  ...section(7, [2, ...name('pin'), 0, 0, ...name('unpin'), 0, 1]),
  ...section(10, [2, ...sized(PIN), ...sized(UNPIN)]),
]);

/** A page of memory for the program; `undefined` if there is no WebAssembly, or no address space for the page. */
export function makeProgramMemory(): ProgramMemory | undefined {
  if (WebAssembly === undefined) return undefined;
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  } catch {
    return undefined;
  }
}

/**
 * The program over memory of this thread or another one; `undefined` if that is not such memory, or the page does not
 * allow WebAssembly.
 */
export function loadPinProgram(memory: unknown): PinProgram | undefined {
  if (WebAssembly === undefined || !(memory instanceof WebAssembly.Memory)) return undefined;
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(PROGRAM), { ecsdb: { words: memory } });
    // `PROGRAM` exports these functions.
    return exports as PinProgram;
  } catch {
    return undefined;
  }
}

/** A constant offset in bytes, as LEB128. */
function offset(word: number): number[] {
  const bytes = word * WORD_BYTES;
  return bytes < 0x80 ? [bytes] : [(bytes & 0x7f) | 0x80, bytes >>> 7];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function name(characters: string): number[] {
  return sized(text(characters));
}

/** `content` must be shorter than 128 bytes, so that its length takes one byte. */
function sized(content: readonly number[]): number[] {
  return [content.length, ...content];
}

function text(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}
