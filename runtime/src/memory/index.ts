/** Memory: growable regions with two sides, dirty blocks, publication. */

export { Memory } from './memory.js';
export { HAS_SHARED_MEMORY } from './platform.js';
export { Region } from './region.js';
export { type ElementArrays, Views, viewsOver } from './views.js';
