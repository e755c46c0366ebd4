/** Reads the header of a segment's file. */

import { type Directory, FILE_HEADER_BYTES, type HeaderFault } from '../directory/index.js';
import { readFully } from '../fs/index.js';
import { decodeSegmentHeader, type SegmentHeader } from './segment-header.js';

/** Throws the errors of the system. */
export function readSegmentHeader(directory: Directory, name: string): SegmentHeader | HeaderFault {
  const file = directory.open(name, 'read');
  try {
    const bytes = new Uint8Array(FILE_HEADER_BYTES);
    return decodeSegmentHeader(bytes.subarray(0, readFully(file, bytes, 0)));
  } finally {
    file.close();
  }
}
