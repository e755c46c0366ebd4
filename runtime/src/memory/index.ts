/** Memory: growable regions with two sides, dirty blocks, publication. */

export { BLOCK_BYTES, BLOCK_SHIFT } from './copy-blocks.js';
export { copyBytes } from './copy-bytes.js';
export { GrowableBytes, makeSharedBuffer, NO_BYTES } from './growable.js';
export { Memory } from './memory.js';
export { moveToShared } from './move-to-shared.js';
export { HAS_SHARED_MEMORY } from './platform.js';
export { Region } from './region.js';
export { noticeReleased, whenCollected } from './released.js';
export { ReusedList } from './reused-list.js';
export type { SharedBytes, Side, SideReaders } from './sides.js';
export { type ElementArrays, type ElementKinds, Views, viewsOver } from './views.js';
