/** Copies a snapshot into another directory, with another compression. */

import type { Directory } from '../directory/index.js';
import { BlockReader, InvalidBlock } from './block-reader.js';
import type { Compression } from './compression.js';
import { BLOCK_CONTENTS } from './format.js';
import { readHeader, type SnapshotFault, withFile } from './snapshot-reader.js';
import { SnapshotWriter, type WrittenSnapshot } from './snapshot-writer.js';

/**
 * The copy has the same name, window and time, and is on the device when this returns. Checks the bytes of the blocks
 * and not their content, so read the copy with `loadSnapshot` afterwards. Throws the errors of the system.
 */
export function recompressSnapshot(
  from: Directory,
  name: string,
  to: Directory,
  compression: Compression,
): WrittenSnapshot | SnapshotFault {
  return withFile(from, name, (file) => {
    const header = readHeader(file, name);
    if (!header.ok) return header;
    const { identity, windowStart, windowEnd, createdMs } = header;
    const reader = new BlockReader(file, from.pathOf(name), identity.salt, header.compression);
    const writer = new SnapshotWriter(to, identity, windowStart, { compression, createdMs });
    try {
      // The writer makes the contents and what follows.
      for (reader.next(); reader.block.type < BLOCK_CONTENTS; reader.next()) writer.add(reader.block, reader.bytes());
      return writer.finish(windowEnd);
    } catch (error) {
      writer.abandon();
      if (!(error instanceof InvalidBlock)) throw error;
      return { ok: false, fault: 'block', text: error.message, offset: error.offset };
    }
  });
}
