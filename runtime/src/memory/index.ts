/** Memory: growable regions with two sides, dirty blocks, publication. */

export { Memory } from './memory.js';
export { Region } from './region.js';
export { type ElementArrays, Views, viewsOver } from './views.js';
