/**
 * What the owner and the attached threads have in common: the handle, the layout of shared memory, pins, and errors as
 * JSON.
 */

export { checkHandle } from './check-handle.js';
export { decodeError, encodeError } from './error-json.js';
export { type DatabaseHandle, makeHandle, type SharedSides } from './handle.js';
export * from './layout.js';
export { makePin, type Pin } from './pin.js';
export { makeProgramMemory } from './pin-program.js';
export { requireShared, requireSharedMemory } from './shared-memory.js';
