/** Ordered indexes over regions: B+ trees of keys and entity indexes. */

export { decodeKey, type KeyValue } from './decode-key.js';
export { KeyCodec } from './key-codec.js';
export { type KeyMember, keyMembers } from './key-member.js';
export { OrderedIndex } from './ordered-index.js';
export {
  compareAt,
  countBefore,
  countBetween,
  entityAt,
  entityColumn,
  entryAt,
  isEnd,
  type Place,
  seek,
  toNext,
  toNextLeaf,
  toPreviousLeaf,
} from './search.js';
export { sortEntries } from './sort.js';
export { writeLastTextKey, writeTextKey } from './text-key.js';
