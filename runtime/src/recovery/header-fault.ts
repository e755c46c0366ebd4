/** What a file's faulty header means for its directory: cases D4 and D6. */

import type { HeaderFault } from '../log/file-header.js';
import type { DirectoryFault } from './fault.js';

/** Faults of files that another version of ecsdb may well be able to read. */
const UNSUPPORTED: ReadonlySet<HeaderFault['fault']> = new Set(['major', 'algorithm']);

export function headerFault({ fault, text }: HeaderFault, file: string): DirectoryFault {
  const place = { file, offset: 0, reason: `the file ${text}` };
  return UNSUPPORTED.has(fault) ? { case: 'D6', code: 'FORMAT_UNSUPPORTED', ...place } : { case: 'D4', ...place };
}
