/** Decodes the files of a database and encodes them again, with the runtime's own decoders and encoders. */

import { schemaFromDescriptor } from '@ecsdb/runtime';
import {
  completeFrame,
  Directory,
  decodeSegmentHeader,
  encodeFrame,
  encodeManifest,
  FILE_HEADER_BYTES,
  FRAME_HEADER_BYTES,
  FRAME_SCHEMA,
  FRAME_TRANSACTIONS,
  FrameFields,
  frameBytes,
  GrowableBytes,
  type HeaderFault,
  joinPath,
  loadSnapshot,
  OperationReader,
  parseSegmentName,
  parseSnapshotName,
  SnapshotScan,
  SnapshotWriter,
  Store,
  StoreReplay,
  schemaFromJson,
  schemaToJson,
  TransactionReader,
} from '@ecsdb/runtime/storage';
import {
  checksum,
  decodeManifest,
  encodeSegmentHeader,
  OperationWriter,
  SimulatedFileSystem,
} from '@ecsdb/runtime/testing';

const INSERT = 1;
const UPDATE = 2;
const REPLACE = 3;
const INDEX_LIMIT = 2 ** 32;
const TRANSACTIONS_AT = 14;

/** Decodes the bytes of a file, and returns them encoded again. `name` decides what kind of file it is. */
export function reencode(name: string, bytes: Uint8Array): Uint8Array {
  if (parseSegmentName(name) !== undefined) return reencodeSegment(bytes);
  if (parseSnapshotName(name) !== undefined) return reencodeSnapshot(name, bytes);
  return encodeManifest(requireValid(decodeManifest(bytes)));
}

function reencodeSegment(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  const header = requireValid(decodeSegmentHeader(bytes.subarray(0, FILE_HEADER_BYTES)));
  result.set(encodeSegmentHeader(header));
  const frame = new FrameFields();
  let chain = header.checksum;
  let at = FILE_HEADER_BYTES;
  while (at + FRAME_HEADER_BYTES <= bytes.length && frame.read(bytes, at, header.identity.salt)) {
    const start = at + FRAME_HEADER_BYTES;
    const end = at + frameBytes(frame.payloadLength);
    if (end > bytes.length || checksum(bytes.subarray(start, end)) !== frame.payloadChecksum) break;
    const payload = reencodePayload(frame.type, bytes.slice(start, start + frame.payloadLength));
    const encoded = encodeFrame(frame.type, payload, frame.firstVersion);
    new DataView(encoded.buffer).setUint16(TRANSACTIONS_AT, frame.transactionCount, true);
    chain = completeFrame(encoded, 0, header.identity.salt, frame.durableVersion, chain);
    result.set(encoded, at);
    at = end;
  }
  return result;
}

function reencodePayload(type: number, payload: Uint8Array): Uint8Array {
  switch (type) {
    case FRAME_SCHEMA:
      return new TextEncoder().encode(schemaToJson(schemaFromJson(new TextDecoder().decode(payload))));
    case FRAME_TRANSACTIONS:
      return reencodeTransactions(payload);
    default:
      return payload;
  }
}

function reencodeTransactions(payload: Uint8Array): Uint8Array {
  const views = new GrowableBytes(0, 2 ** 24).grow(payload.length);
  views.u8.set(payload);
  const writer = new OperationWriter(new GrowableBytes(1, 2 ** 24), 64);
  const transaction = new TransactionReader();
  const operation = new OperationReader();
  transaction.begin(payload, 0, payload.length);
  while (transaction.next()) {
    writer.beginTransaction();
    operation.begin(payload, transaction.start, transaction.end, transaction.operations);
    while (operation.next()) {
      const { kind, tableId, bodyStart, bodyLength } = operation;
      const entity = operation.generation * INDEX_LIMIT + operation.index;
      if (kind === UPDATE) {
        const first = views.u32[bodyStart >>> 2] as number;
        writer.update(tableId, entity, views, bodyStart + 4 - first, first, bodyLength - 4);
      } else if (kind === INSERT || kind === REPLACE) {
        writer.record(kind, tableId, entity, views, bodyStart, bodyLength);
      } else {
        writer.plain(kind, tableId, entity);
      }
    }
    writer.endTransaction();
  }
  return writer.views.u8.slice(0, writer.position);
}

/** Loads the snapshot into a new store, and takes a snapshot of that store. */
function reencodeSnapshot(name: string, bytes: Uint8Array): Uint8Array {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory('/from');
  fs.makeDirectory('/to');
  fs.writeRaw(joinPath('/from', name), bytes);
  let replay: StoreReplay | undefined;
  let store: Store | undefined;
  const facts = loadSnapshot(new Directory(fs, '/from'), name, (descriptor) => {
    store = new Store(schemaFromDescriptor(descriptor));
    replay = new StoreReplay(store);
    return replay;
  });
  if (!facts.ok || store === undefined) throw new Error(`${name} is not a valid snapshot`);
  replay?.finish();
  const writer = new SnapshotWriter(new Directory(fs, '/to'), facts.identity, facts.windowStart);
  const scan = new SnapshotScan(store, new TextEncoder().encode(schemaToJson(facts.schema)));
  for (;;) {
    const payload = new Uint8Array(scan.nextBytes(2 ** 18));
    const block = scan.next(payload);
    if (block === undefined) break;
    writer.add(block, payload.subarray(0, block.length));
  }
  writer.finish(facts.windowEnd);
  return fs.readRaw(joinPath('/to', name));
}

function requireValid<Header extends { readonly ok: true }>(header: Header | HeaderFault): Header {
  if (header.ok) return header;
  throw new Error(`a header is damaged: ${header.text}`);
}
