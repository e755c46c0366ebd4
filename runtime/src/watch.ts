/** `@ecsdb/runtime/watch`: a program that is bundled for browsers imports it, for `watch`. */

import { createWatches, provideWatches } from './watch/index.js';

provideWatches(createWatches);
