/** Ordered indexes over regions: B+ trees of keys and entity indexes. */

export { decodeKey, type KeyValue } from './decode-key.js';
export { KeyCodec } from './key-codec.js';
export { type KeyMember, keyMembers } from './key-member.js';
export { OrderedIndex } from './ordered-index.js';
export {
  compareAt,
  countBetween,
  isEnd,
  type Place,
  seek,
  seekEnd,
  seekStart,
  toNext,
  toPrevious,
  wordAt,
} from './search.js';
export { sortEntries } from './sort.js';
