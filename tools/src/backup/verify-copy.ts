/** Reads a copy back before it becomes a database. */

import { EcsDbError } from '@ecsdb/runtime';
import {
  Directory,
  encodeManifest,
  joinPath,
  MANIFEST,
  type Manifest,
  NodeFileSystem,
  type Recovered,
  tryApply,
} from '@ecsdb/runtime/storage';
import { readRows, SourceFileSystem } from '../directory/index.js';
import type { Progress } from '../terminal/index.js';

/**
 * Recovers a copy as if its manifest existed, and deletes the snapshots in it that cannot be used. Returns their names.
 * Throws `CORRUPT` if the copy differs from what was read.
 */
export function verifyCopy(
  target: string,
  manifest: Manifest,
  { version, snapshots }: Recovered,
  progress: Progress,
): readonly string[] {
  const planned = new Map([[joinPath(target, MANIFEST), encodeManifest(manifest)]]);
  const { recovered } = readRows(new SourceFileSystem(progress, planned), target);
  if (recovered.version !== version || recovered.report.dropped !== null) {
    throw new EcsDbError(
      'CORRUPT',
      `the copy in '${target}' ends with version ${recovered.version}, and not with ${version}. Check the device.`,
      { path: target },
    );
  }
  // Recovery tried the newest snapshots, up to the first that can be used.
  const tried = recovered.report.setAside.map(({ file }) => file);
  const fs = new SourceFileSystem(progress);
  const older = snapshots.filter(({ name }) => !tried.includes(name)).slice(1);
  const bad = [
    ...tried,
    ...older.filter((one) => tryApply(new Directory(fs, target), one) !== undefined).map(({ name }) => name),
  ];
  for (const name of bad) new NodeFileSystem().unlink(joinPath(target, name));
  return bad;
}
