/** What a row reads and writes through once its function has returned: views that throw at every touch. */

import { EcsDbError } from '../errors.js';
import { Views } from '../memory/views.js';

function rowClosed(): never {
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    'a row was used outside the function or loop step that it was given to, or after a change closed it. ' +
      'Copy what you need with row.toObject(), or read the row again.',
  );
}

function closed<Elements extends object>(empty: Elements): Elements {
  return new Proxy(empty, { get: rowClosed, set: rowClosed, has: rowClosed });
}

/**
 * Bound to every cursor that is not in use.
 *
 * Checking for this in each getter would cost; typed arrays swapped for throwing ones cost nothing, since the getter
 * loads its array from the row anyway.
 */
export const CLOSED: Views = /*@__PURE__*/ new Views(0, {
  u8: /*@__PURE__*/ closed(new Uint8Array(0)),
  i8: /*@__PURE__*/ closed(new Int8Array(0)),
  u16: /*@__PURE__*/ closed(new Uint16Array(0)),
  i16: /*@__PURE__*/ closed(new Int16Array(0)),
  u32: /*@__PURE__*/ closed(new Uint32Array(0)),
  i32: /*@__PURE__*/ closed(new Int32Array(0)),
  u64: /*@__PURE__*/ closed(new BigUint64Array(0)),
  i64: /*@__PURE__*/ closed(new BigInt64Array(0)),
  f32: /*@__PURE__*/ closed(new Float32Array(0)),
  f64: /*@__PURE__*/ closed(new Float64Array(0)),
});
