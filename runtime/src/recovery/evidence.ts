/** Evidence is what recovery keeps for people: ends of segments that it cut off, and snapshots that it set aside. */

import { type Directory, parseBadSnapshotName, parseTornName } from '../directory/index.js';

/** Files of each kind. A device that fails now and then must not fill up with them. */
const FILES_MAX = 16;

/** Deletes the oldest evidence beyond `FILES_MAX` of each kind; returns the names. */
export function removeOldEvidence(directory: Directory): readonly string[] {
  const names = directory.list();
  const torn = names.flatMap((name) => {
    const parsed = parseTornName(name);
    return parsed === undefined ? [] : [{ name, ...parsed }];
  });
  const bad = names.flatMap((name) => {
    const version = parseBadSnapshotName(name);
    return version === undefined ? [] : [{ name, version }];
  });
  torn.sort((a, b) => b.sequence - a.sequence || b.offset - a.offset);
  bad.sort((a, b) => b.version - a.version);
  const old = [...torn.slice(FILES_MAX), ...bad.slice(FILES_MAX)].map(({ name }) => name);
  for (const name of old) directory.unlink(name);
  return old;
}
