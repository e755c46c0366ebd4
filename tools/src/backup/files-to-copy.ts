/** Which files a backup contains, and how many bytes of each. */

import {
  type Compression,
  completeFrame,
  decodeSegmentHeader,
  encodeFrame,
  FILE_HEADER_BYTES,
  FRAME_CLOSE,
  joinPath,
  type Recovered,
  readFully,
  type SegmentEnd,
} from '@ecsdb/runtime/storage';
import { SourceFileSystem } from '../directory/index.js';
import type { FileCopy } from './copy-file.js';

/**
 * Older files as they are, and the intact part of the newest segment.
 *
 * The newest segment gets a closing frame in the copy. Without it, damage to its last commits would look like what a
 * crash leaves. Throws what the system throws: `ENOENT` if a file was deleted.
 */
export function filesToCopy(
  source: string,
  { segments, snapshots, end, report }: Recovered,
  compression: Compression | undefined,
): readonly FileCopy[] {
  return [
    ...snapshots.map((snapshot): FileCopy => {
      const { name, bytes } = snapshot;
      const isKept = compression === undefined || compression === snapshot.compression;
      return isKept ? { name, bytes } : { name, bytes, compression };
    }),
    ...segments.map(({ name, sequence, bytes }): FileCopy => {
      if (sequence !== end.sequence) return { name, bytes };
      if (report.wasClosed) return { name, bytes: end.length };
      return { name, bytes: end.length, ending: closingFrame(joinPath(source, name), end) };
    }),
  ];
}

function closingFrame(path: string, { lastVersion, checksum }: SegmentEnd): Uint8Array {
  const frame = encodeFrame(FRAME_CLOSE, new Uint8Array(0), lastVersion + 1);
  completeFrame(frame, 0, saltOf(path), lastVersion, checksum);
  return frame;
}

/**
 * If the header was damaged since it was last read, the frame gets a wrong salt, and reading the copy back finds that.
 */
function saltOf(path: string): number {
  const file = new SourceFileSystem().open(path, 'read');
  try {
    const bytes = new Uint8Array(FILE_HEADER_BYTES);
    readFully(file, bytes, 0);
    const header = decodeSegmentHeader(bytes);
    return header.ok ? header.identity.salt : 0;
  } finally {
    file.close();
  }
}
