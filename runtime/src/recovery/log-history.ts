/**
 * Reads the log of an open database in pieces, while it is written and old segments are deleted. Between two pieces no
 * file is open, so an iteration that is never continued holds nothing.
 *
 * Only versions are read that were on the device before, so a place without a valid frame is damage, never a torn end.
 */

import { type Directory, type NamedSegment, namedSegments } from '../directory/index.js';
import { assert } from '../errors.js';
import { FRAME_SCHEMA, type SegmentFault, type SegmentPlace, SegmentReader, SegmentWindow } from '../log/index.js';
import { OperationCheck } from '../operation/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { DirectoryFault } from './fault.js';
import { HistoryPieceBuilder } from './history-piece.js';
import { segmentFault } from './log-run.js';
import { checkEnd, checkHeaderChain, readSegment, type SegmentFile, unbroken } from './segments.js';
import type { OlderSchema } from './stored-schema.js';

/** Where a piece ended: after a frame with transactions. */
export interface LogPlace extends SegmentPlace {
  /** Of the segment. */
  readonly sequence: number;
}

export interface HistoryRequest {
  /** The transactions after version `after` are wanted. */
  readonly after: number;
  /** The last version that is wanted; it is on the device. */
  readonly last: number;
  /** Where the piece before ended. */
  readonly place: LogPlace | undefined;
}

export interface HistoryPiece {
  /** The version of the oldest transaction that the log reaches back to without a gap. */
  readonly oldestVersion: number;
  /**
   * The transactions from version `after + 1` on, back to back, as the log encodes them. There may be none: if that
   * version is older than the oldest one, and while it is searched within a segment.
   */
  readonly bytes: Uint8Array;
  readonly place: LogPlace | undefined;
  /** Schemas that differ from that of the database, of segments that begin in the piece; see `checkOlderSchema`. */
  readonly olderSchemas: readonly OlderSchema[];
}

/** The database whose log it is. */
export interface LogIdentity {
  readonly databaseId: string;
  readonly schema: SchemaDescriptor;
}

export class LogHistory {
  readonly #directory: Directory;
  readonly #identity: LogIdentity;
  readonly #check: OperationCheck;
  #window: SegmentWindow = new SegmentWindow();

  constructor(directory: Directory, identity: LogIdentity) {
    this.#directory = directory;
    this.#identity = identity;
    this.#check = new OperationCheck(identity.schema);
  }

  /** Returns a piece, or the fault that was found. Throws the errors of the system. */
  read(request: HistoryRequest): HistoryPiece | DirectoryFault {
    try {
      return this.#read(request);
    } catch (error) {
      if (error instanceof Found) return error.fault;
      throw error;
    } finally {
      // Releases the memory.
      this.#window = new SegmentWindow();
    }
  }

  #read({ after, last, place }: HistoryRequest): HistoryPiece {
    const run = unbroken(namedSegments(this.#directory.list()));
    const [oldest] = run;
    if (oldest === undefined || after >= last || after + 1 < oldest.firstVersion) {
      const oldestVersion = oldest?.firstVersion ?? last + 1;
      return { oldestVersion, bytes: new Uint8Array(0), place: undefined, olderSchemas: [] };
    }
    const piece = new HistoryPieceBuilder(after, last, this.#check);
    const complete = (end: LogPlace | undefined): HistoryPiece => {
      const { olderSchemas } = piece;
      return { oldestVersion: oldest.firstVersion, bytes: piece.take(), place: end, olderSchemas };
    };
    // If the segment of the place was deleted, but not the version after it, that begins the next segment.
    const at = run.findIndex(({ sequence }) => sequence === place?.sequence);
    const first = at >= 0 ? at : run.findLastIndex(({ firstVersion }) => firstVersion <= after + 1);
    let from = at >= 0 ? place : undefined;
    let before: ReadSegment | undefined;
    for (let i = first; ; i++) {
      const segment = this.#segment(run[i] as NamedSegment);
      if (before !== undefined) checkLink(before, segment);
      const end = this.#collect(segment, from, i === run.length - 1, piece);
      if (piece.isComplete) return complete({ sequence: segment.sequence, ...end });
      piece.endSegment(segment.bytes - end.end);
      // The next piece begins with the segment that has the next version. After a gap, that is this one once more.
      if (piece.isComplete) return complete(undefined);
      before = { segment, end };
      from = undefined;
    }
  }

  #segment(named: NamedSegment): SegmentFile {
    const segment = readSegment(this.#directory, named, this.#identity.databaseId, stop);
    assert(segment !== undefined, 'without a segment, there is a fault');
    return segment;
  }

  /** Collects transactions until the piece is complete or the segment ends. Returns where that is. */
  #collect(
    segment: SegmentFile,
    from: SegmentPlace | undefined,
    isNewest: boolean,
    piece: HistoryPieceBuilder,
  ): SegmentPlace {
    const { name, header } = segment;
    const file = this.#directory.open(name, 'read');
    try {
      const context = { isLast: isNewest, provenVersion: piece.last };
      const path = this.#directory.pathOf(name);
      const reader = new SegmentReader(file, path, header, context, this.#window, from);
      while (!piece.isComplete) {
        const next = reader.next();
        if (next.kind === 'end' && !isNewest) break;
        if (next.kind === 'frame' && reader.frame.type === FRAME_SCHEMA) this.#takeSchema(segment, reader, piece);
        const fault = next.kind === 'end' ? tooShort(reader) : next.kind === 'fault' ? next.fault : piece.add(reader);
        if (fault !== undefined) stop(segmentFault(segment, fault, piece.last));
      }
      return reader.place;
    } finally {
      file.close();
    }
  }

  #takeSchema({ name, firstVersion, header }: SegmentFile, reader: SegmentReader, piece: HistoryPieceBuilder): void {
    const { schemaHash } = header.identity;
    if (schemaHash === this.#identity.schema.hash) return;
    const json = reader.bytes.slice(reader.payloadStart, reader.payloadEnd);
    piece.olderSchemas.push({ name, firstVersion, schemaHash, json });
  }
}

/** A segment that was read up to its end. */
interface ReadSegment {
  readonly segment: SegmentFile;
  readonly end: SegmentPlace;
}

function checkLink({ segment, end }: ReadSegment, next: SegmentFile): void {
  const { end: length, lastVersion, checksum } = end;
  checkHeaderChain([segment, next], stop);
  checkEnd(segment, { sequence: segment.sequence, length, lastVersion, checksum }, next, stop);
}

/** The log ends before a version that was on the device. */
function tooShort({ end: offset, lastVersion }: SegmentReader): SegmentFault {
  const reason = 'is missing, although it was on the device';
  return { case: 'B3', offset, reason, firstVersion: lastVersion + 1, lastVersion: undefined, nonZeroEnd: offset };
}

/** Ends the reading of a piece. */
class Found extends Error {
  readonly fault: DirectoryFault;

  constructor(fault: DirectoryFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

function stop(fault: DirectoryFault): never {
  throw new Found(fault);
}
