/** What the platform provides, tested once. */

/** Records are little-endian and read through typed arrays, which have the machine's byte order. */
export const LITTLE_ENDIAN: boolean = /*@__PURE__*/ new Uint8Array(/*@__PURE__*/ new Uint16Array([1]).buffer)[0] === 1;

/**
 * False in a browser page that is not cross-origin isolated. There, everything works except sharing between threads.
 */
export const HAS_SHARED_MEMORY: boolean = typeof SharedArrayBuffer === 'function';
