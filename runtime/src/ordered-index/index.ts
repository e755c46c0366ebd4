/** Ordered indexes over regions: B+ trees of keys and entity indexes. */

export { KEY_WORDS_MAX } from './node.js';
export { OrderedIndex } from './ordered-index.js';
export {
  compareAt,
  isEnd,
  type Place,
  seek,
  seekEnd,
  seekStart,
  toNext,
  toPrevious,
  wordAt,
} from './search.js';
