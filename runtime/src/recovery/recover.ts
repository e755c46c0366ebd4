/**
 * Recovers a directory: reads its overview, replays snapshot and log, and repairs what a crash has left.
 * docs/format.md.
 */

import { monotonicMs } from '../clock.js';
import type { Directory, Manifest } from '../directory/index.js';
import { assert } from '../errors.js';
import { storageError, systemCodeOf } from '../fs/index.js';
import { keepTornEnd, nameNewestSegment, removeAll, removeOldKeptFiles, rewriteSegment, setAside } from './clean-up.js';
import { faultError, type OnFault } from './fault.js';
import { finishSwitch } from './finish-switch.js';
import { LogRun, verdictOn } from './log-run.js';
import { type Overview, readOverview } from './overview.js';
import { describe, type LogEnd, NO_REPAIRS, type Recovered, type Repairs, tailEnd } from './recovered.js';
import { type PrepareReplay, type Replayed, replay } from './replay.js';
import { checkWindows } from './snapshots.js';
import { showSwitched } from './switched-directory.js';

export interface RecoverOptions {
  /** With `point-in-time`, a suspect end of the log is cut off like a torn one. */
  readonly mode: 'strict' | 'point-in-time';
  /** For tools: repairs, renames and deletes nothing. */
  readonly readOnly: boolean;
}

/**
 * Recovers a directory, which must be locked unless `readOnly`. Returns `undefined` if a new database is to be made.
 *
 * Throws `NOT_A_DATABASE`, `FORMAT_UNSUPPORTED` or `CORRUPT` with the case of docs/format.md, and then has changed
 * nothing. Throws what `prepare` and the target throw, except a `ReplayError`, which becomes `CORRUPT`. Throws errors
 * of the file system as `storageError`.
 */
export function recover(found: Directory, options: RecoverOptions, prepare: PrepareReplay): Recovered | undefined {
  const startedMs = monotonicMs();
  const onFault: OnFault = (fault) => {
    throw faultError(found.path, fault);
  };
  try {
    if (!options.readOnly) finishSwitch(found);
    const directory = options.readOnly ? showSwitched(found) : found;
    const overview = readOverview(directory, onFault);
    const { manifest, run, provenVersion } = overview;
    if (overview.isNew) {
      if (!options.readOnly) removeAll(directory, overview.listing.temporary);
      return undefined;
    }
    assert(manifest !== undefined, 'without a manifest, there is a fault');
    const log = new LogRun(directory, { segments: run, provenVersion, newestSegment: manifest.newestSegment });
    const replayed = replay(directory, overview, log, prepare, onFault);
    const end = judgeEnd(overview, replayed, log, options, onFault);
    const repairs = options.readOnly ? NO_REPAIRS : repair(directory, overview, manifest, replayed, end);
    const durationMs = monotonicMs() - startedMs;
    return describe({ directory: directory.path, overview, manifest, replayed, end, repairs, durationMs });
  } catch (error) {
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'recovering the database', found.path);
  }
}

/** Refuses a suspect end (B9), and an end before the window of a snapshot (P2). */
function judgeEnd(
  { snapshots }: Overview,
  { needed, summaries }: Replayed,
  log: LogRun,
  { mode }: RecoverOptions,
  onFault: OnFault,
): LogEnd {
  const segment = needed.at(-1);
  const summary = summaries.at(-1);
  assert(segment !== undefined && summary !== undefined, 'without a segment, there is a fault');
  const { fault, end } = summary;
  if (fault !== undefined && verdictOn(fault) === 'suspect' && mode === 'strict')
    onFault(log.segmentFault(segment, fault));
  checkWindows(snapshots.files, segment.name, end, onFault);
  return { segment, summary };
}

function repair(
  directory: Directory,
  { listing }: Overview,
  manifest: Manifest,
  { badSnapshots }: Replayed,
  { segment, summary }: LogEnd,
): Repairs {
  const { end, fault } = summary;
  removeAll(directory, listing.temporary);
  // mutant: keep-torn-end
  const evidence = fault === undefined ? null : keepTornEnd(directory, segment.name, end, tailEnd(segment, fault));
  // mutant: rewrite-torn-end
  rewriteSegment(directory, segment.name, end);
  // mutant: name-newest-segment
  nameNewestSegment(directory, manifest, segment.sequence);
  const renamed = badSnapshots.map(({ file }) => setAside(directory, file));
  if (renamed.length > 0) directory.sync();
  const old = evidence === null && renamed.length === 0 ? [] : removeOldKeptFiles(directory);
  return { evidence, renamed, removed: [...listing.temporary, ...old] };
}
