/** Reads a copy back before it becomes a database. */

import { EcsDbError } from '@ecsdb/runtime';
import {
  encodeManifest,
  joinPath,
  loadSnapshot,
  MANIFEST,
  type Manifest,
  NodeFileSystem,
  type Recovered,
} from '@ecsdb/runtime/storage';
import { readState, SourceFileSystem } from '../directory/index.js';
import type { Progress } from '../terminal/index.js';

/** Recovers a copy as if its manifest were there. Throws `CORRUPT` when it is not what was to be copied. */
export function verify(target: string, manifest: Manifest, version: number, progress: Progress): void {
  const planned = new Map([[joinPath(target, MANIFEST), encodeManifest(manifest)]]);
  const { recovered } = readState(new SourceFileSystem(progress, planned), target);
  if (recovered.version === version && recovered.report.dropped === null) return;
  throw new EcsDbError(
    'CORRUPT',
    `the copy in '${target}' ends with version ${recovered.version}, and ${version} was copied. Look at the device.`,
    { path: target },
  );
}

/** Recovery has looked at the newest snapshot alone. Others that are damaged are removed from the copy; answers their names. */
export function removeBadSnapshots(target: string, { snapshots }: Recovered, progress: Progress): readonly string[] {
  const fs = new SourceFileSystem(progress);
  const bad = snapshots.slice(1).filter(({ name }) => !loadSnapshot(fs, joinPath(target, name), undefined).ok);
  for (const { name } of bad) new NodeFileSystem().unlink(joinPath(target, name));
  return bad.map(({ name }) => name);
}
