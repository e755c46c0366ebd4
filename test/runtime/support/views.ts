/** Memory for accessors without a database. */

import type { Views } from '@ecsdb/runtime/codegen-v1';

/** Returns views of at least `bytes` bytes. */
export function viewsOf(bytes: number): Views {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  return {
    u8: new Uint8Array(buffer),
    i8: new Int8Array(buffer),
    u16: new Uint16Array(buffer),
    i16: new Int16Array(buffer),
    u32: new Uint32Array(buffer),
    i32: new Int32Array(buffer),
    u64: new BigUint64Array(buffer),
    i64: new BigInt64Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
