/** The memory of records over any buffer, and the checks that a record lies within it. */

import { wrongArgument } from '../../arguments.js';
import { EcsDbError } from '../../errors.js';

/** What a record can lie in: a buffer, or a part of one, such as a `Uint8Array` or a `Buffer` of Node. */
export type AnyBuffer = ArrayBufferLike | ArrayBufferView;

/** One byte range: numbers are read through the view, text and padding through the array. */
export interface BufferMemory {
  readonly view: DataView;
  readonly u8: Uint8Array;
}

/** The memory of a record that was not opened. */
export const NO_MEMORY: BufferMemory = /*@__PURE__*/ memoryOf(/*@__PURE__*/ new ArrayBuffer(0));

/** The bytes of `buffer`. `call` is the method that takes it, for the error. */
export function memoryOver(call: string, buffer: AnyBuffer): BufferMemory {
  try {
    return memoryOf(buffer);
  } catch {
    // Also for a buffer that was transferred to another thread. Classes of another realm are accepted.
    throw wrongArgument(call, 'an ArrayBuffer, a SharedArrayBuffer or a view of one, not detached', buffer);
  }
}

function memoryOf(buffer: AnyBuffer): BufferMemory {
  if (!ArrayBuffer.isView(buffer)) return { view: new DataView(buffer), u8: new Uint8Array(buffer) };
  const { buffer: whole, byteOffset, byteLength } = buffer;
  return { view: new DataView(whole, byteOffset, byteLength), u8: new Uint8Array(whole, byteOffset, byteLength) };
}

/** Throws unless `size` bytes from `byteOffset` on lie within the memory. */
export function requireRoom(call: string, { byteLength }: DataView, byteOffset: number, size: number): void {
  if (!Number.isSafeInteger(byteOffset) || byteOffset < 0) {
    throw wrongArgument(call, 'a byte offset, which is an integer from 0 on', byteOffset);
  }
  if (byteOffset + size <= byteLength) return;
  const expected = `${size} bytes from byte ${byteOffset} on`;
  const got = `${byteLength} bytes in all`;
  throw new EcsDbError(
    'SERIALIZATION_ERROR',
    `${call}() expects ${expected}, got ${got}. The data is cut off, or the offset is wrong.`,
    { expected, got },
  );
}

/** Throws for a record inside of another one, which moves with it. */
export function refuseMove(call: string, path: string): never {
  throw new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    `${call}() expects a record of its own, got the value ${path} of another one. Move the record that contains it.`,
    { expected: 'a record of its own', got: `the value ${path} of another one` },
  );
}
