/** Snapshots: read from the store between commits, written to files, read back. */

export { COMPRESSIONS, type Compression, requireCompression } from './compression.js';
export { areEntities, areRegistryWords, writeEntities, writeRegistry } from './entity-words.js';
export {
  BLOCK_REGISTRY,
  ROW_ENTITY_BYTES,
  type SnapshotBlock,
  WORD_ALIVE,
  WORD_BYTES,
  WORD_GENERATION,
  WORD_RETIRED,
} from './format.js';
export { recompressSnapshot } from './recompress.js';
export type { ReplayTarget } from './replay-target.js';
export { removeUnneeded } from './retention.js';
export { SNAPSHOT_SLICE_BYTES, SnapshotScan } from './scan.js';
export {
  loadSnapshot,
  type PrepareTarget,
  readSnapshotHeader,
  type SnapshotFacts,
  type SnapshotFault,
  type SnapshotHeader,
} from './snapshot-reader.js';
export { SnapshotWriter, type WrittenSnapshot } from './snapshot-writer.js';
