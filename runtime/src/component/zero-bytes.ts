/** Zeros for padding, null bitmaps and the bytes of null fields. */

/** Writes zeros; a loop, because the pieces are a few bytes long and a call to `fill` would cost more. */
export function zeroBytes(bytes: Uint8Array, offset: number, length: number): void {
  for (let i = offset; i < offset + length; i++) bytes[i] = 0;
}
