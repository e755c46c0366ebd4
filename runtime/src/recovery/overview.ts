/** The overview of a directory from names and headers: cases D1 to D7 and D10, and D9 between headers. */

import { type Directory, decodeManifest, FILE_HEADER_BYTES, MANIFEST, type Manifest } from '../directory/index.js';
import type { OnFault } from './fault.js';
import { headerFault } from './fault.js';
import { isNew, type Listing, listDirectory } from './listing.js';
import { checkNumbers } from './number-limits.js';
import {
  checkHeaderChain,
  checkNewest,
  readSegmentHeaders,
  readStart,
  type SegmentFile,
  unbroken,
} from './segments.js';
import { readSnapshotHeaders, type Snapshots } from './snapshots.js';

export interface Overview {
  readonly listing: Listing;
  /** Undefined if a new database is to be made, or if the manifest is faulty. */
  readonly manifest: Manifest | undefined;
  readonly isNew: boolean;
  /** Segments with a valid header, oldest first. */
  readonly segments: readonly SegmentFile[];
  /** The newest of these segments, back to the first gap. */
  readonly run: readonly SegmentFile[];
  readonly snapshots: Snapshots;
  /** The highest version that a snapshot proves to have been on the device. */
  readonly provenVersion: number;
  /** The highest epoch of all headers; 0 without any. */
  readonly epoch: number;
}

export function readOverview(directory: Directory, onFault: OnFault): Overview {
  const listing = listDirectory(directory, onFault);
  const manifest = listing.hasManifest ? readManifest(directory, onFault) : undefined;
  if (isNew(listing, onFault) || isUnused(listing, manifest)) return { ...NOTHING, listing, isNew: true };
  const segments = readSegmentHeaders(directory, listing.segments, manifest?.identity.databaseId, onFault);
  const databaseId = (manifest ?? segments[0]?.header)?.identity.databaseId;
  const run = unbroken(segments);
  if (manifest !== undefined) checkNewest(segments, manifest, onFault);
  checkHeaderChain(run, onFault);
  const snapshots = readSnapshotHeaders(directory, listing.snapshots, databaseId, onFault);
  checkNumbers(manifest, segments, snapshots, onFault);
  const headers = [...segments, ...snapshots.files].map((file) => file.header);
  return {
    listing,
    manifest,
    isNew: false,
    segments,
    run,
    snapshots,
    // mutant: proof-of-snapshots
    provenVersion: Math.max(0, ...snapshots.files.map(({ header }) => header.windowEnd)),
    epoch: Math.max(manifest?.identity.epoch ?? 0, ...headers.map(({ identity }) => identity.epoch)),
  };
}

const NOTHING: Omit<Overview, 'listing' | 'isNew'> = {
  manifest: undefined,
  segments: [],
  run: [],
  snapshots: { files: [], bad: [] },
  provenVersion: 0,
  epoch: 0,
};

/** True after a crash between the creation of the first manifest and of the first segment: nothing was stored yet. */
function isUnused({ segments, snapshots }: Listing, manifest: Manifest | undefined): boolean {
  return manifest?.newestSegment === 0 && segments.length === 0 && snapshots.length === 0;
}

function readManifest(directory: Directory, onFault: OnFault): Manifest | undefined {
  const { bytes, size, fault } = readStart(directory, MANIFEST);
  const manifest = fault ?? decodeManifest(bytes);
  if (!manifest.ok) onFault(headerFault(manifest, MANIFEST));
  else if (size === FILE_HEADER_BYTES) return manifest;
  else onFault({ case: 'D4', file: MANIFEST, offset: FILE_HEADER_BYTES, reason: `the file has ${size} bytes` });
  return undefined;
}
