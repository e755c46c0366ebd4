/**
 * Reads and writes segments and manifests as docs/format.md specifies, without code of the runtime. Tests compare the
 * log with its results.
 */

/** The remainder of each byte, divided by the polynomial bit by bit. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (REMAINDERS[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

export interface HeaderByHand {
  readonly kind: string;
  readonly databaseId: string;
  readonly schemaHash: string;
  readonly schemaVersion: string;
  readonly epoch: number;
  readonly salt: number;
  readonly checksum: number;
  readonly view: DataView;
}

interface FrameByHand {
  readonly offset: number;
  readonly length: number;
  readonly type: number;
  readonly transactions: number;
  readonly firstVersion: number;
  readonly durableVersion: number;
  readonly checksum: number;
  readonly payload: Uint8Array;
}

export interface SegmentByHand {
  readonly header: HeaderByHand;
  readonly sequence: number;
  readonly firstVersion: number;
  readonly previous: { readonly length: number; readonly lastVersion: number; readonly checksum: number };
  readonly createdMs: number;
  readonly frames: readonly FrameByHand[];
  /** Where the last frame ends. */
  readonly end: number;
  /** The bytes after the last frame; empty if they are all zeros. */
  readonly rest: Uint8Array;
}

export function readHeader(bytes: Uint8Array): HeaderByHand {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 512);
  const magic = [...bytes.subarray(0, 8)];
  const kind = String.fromCharCode(magic[4] as number);
  check(isSame(magic, [0x89, 0x45, 0x43, 0x53, magic[4] as number, 0x0d, 0x0a, 0x1a]), 'magic');
  check(view.getUint16(8, true) === 1 && view.getUint16(10, true) === 0, 'format 1.0');
  check(view.getUint8(12) === 1 && view.getUint16(14, true) === 512, 'algorithm and length');
  check(view.getUint8(13) === 0 && isZero(bytes.subarray(184, 508)), 'reserved bytes');
  const checksum = view.getUint32(508, true);
  check(crc32(bytes.subarray(0, 508)) === checksum, 'checksum of the header');
  const versionBytes = view.getUint8(120);
  check(isZero(bytes.subarray(121 + versionBytes, 184)), 'zeros after the version');
  return {
    kind,
    databaseId: Buffer.from(bytes.subarray(16, 32)).toString('hex'),
    schemaHash: Buffer.from(bytes.subarray(32, 48)).toString('hex'),
    epoch: view.getUint32(48, true),
    salt: view.getUint32(52, true),
    schemaVersion: Buffer.from(bytes.subarray(121, 121 + versionBytes)).toString('utf8'),
    checksum,
    view,
  };
}

export function readManifest(bytes: Uint8Array): { newestSegment: number; createdMs: number; header: HeaderByHand } {
  const header = readHeader(bytes);
  check(header.kind === 'M' && bytes.length === 512 && isZero(bytes.subarray(72, 120)), 'a manifest');
  return { header, newestSegment: u64(header.view, 56), createdMs: u64(header.view, 64) };
}

export function readSegment(bytes: Uint8Array): SegmentByHand {
  const header = readHeader(bytes);
  const { view } = header;
  check(header.kind === 'W' && isZero(bytes.subarray(92, 96)) && isZero(bytes.subarray(104, 120)), 'a segment');
  const frames: FrameByHand[] = [];
  let end = 512;
  let chain = header.checksum;
  for (;;) {
    const frame = readFrame(bytes, end, header.salt, chain);
    if (frame === undefined) break;
    frames.push(frame);
    end += frame.length;
    chain = frame.checksum;
  }
  const rest = bytes.subarray(end);
  return {
    header,
    sequence: u64(view, 56),
    firstVersion: u64(view, 64),
    previous: { length: u64(view, 72), lastVersion: u64(view, 80), checksum: view.getUint32(88, true) },
    createdMs: u64(view, 96),
    frames,
    end,
    rest: isZero(rest) ? rest.subarray(0, 0) : rest,
  };
}

/** The bytes of a segment up to the end of its last frame, built from the decoded segment. */
export function writeSegment(segment: SegmentByHand): Uint8Array {
  const { header } = segment;
  const bytes = new Uint8Array(segment.end);
  const view = new DataView(bytes.buffer);
  bytes.set([0x89, 0x45, 0x43, 0x53, 0x57, 0x0d, 0x0a, 0x1a, 1, 0, 0, 0, 1, 0, 0, 2]);
  bytes.set(Buffer.from(header.databaseId, 'hex'), 16);
  bytes.set(Buffer.from(header.schemaHash, 'hex'), 32);
  view.setUint32(48, header.epoch, true);
  view.setUint32(52, header.salt, true);
  view.setBigUint64(56, BigInt(segment.sequence), true);
  view.setBigUint64(64, BigInt(segment.firstVersion), true);
  view.setBigUint64(72, BigInt(segment.previous.length), true);
  view.setBigUint64(80, BigInt(segment.previous.lastVersion), true);
  view.setUint32(88, segment.previous.checksum, true);
  view.setBigUint64(96, BigInt(segment.createdMs), true);
  const version = Buffer.from(header.schemaVersion, 'utf8');
  bytes[120] = version.length;
  bytes.set(version, 121);
  view.setUint32(508, crc32(bytes.subarray(0, 508)), true);
  let at = 512;
  let chain = view.getUint32(508, true);
  for (const frame of segment.frames) {
    const { payload } = frame;
    const length = 40 + Math.ceil((payload.length + 1) / 8) * 8;
    bytes.set(payload, at + 40);
    bytes[at + length - 1] = 0xa5;
    view.setUint32(at, header.salt, true);
    view.setUint32(at + 4, crc32(bytes.subarray(at + 40, at + length)), true);
    view.setUint32(at + 8, payload.length, true);
    view.setUint8(at + 12, frame.type);
    view.setUint16(at + 14, frame.transactions, true);
    view.setBigUint64(at + 16, BigInt(frame.firstVersion), true);
    view.setBigUint64(at + 24, BigInt(frame.durableVersion), true);
    view.setUint32(at + 32, chain, true);
    chain = crc32(bytes.subarray(at, at + 36));
    view.setUint32(at + 36, chain, true);
    at += length;
  }
  return bytes;
}

function readFrame(bytes: Uint8Array, offset: number, salt: number, chain: number): FrameByHand | undefined {
  if (offset + 48 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const checksum = view.getUint32(36, true);
  if (view.getUint32(0, true) !== salt || crc32(bytes.subarray(offset, offset + 36)) !== checksum) return undefined;
  const payloadLength = view.getUint32(8, true);
  const length = 40 + Math.ceil((payloadLength + 1) / 8) * 8;
  const body = bytes.subarray(offset + 40, offset + length);
  if (body.length !== length - 40 || crc32(body) !== view.getUint32(4, true)) return undefined;
  check(isZero(body.subarray(payloadLength, -1)) && body.at(-1) === 0xa5, 'padding and end mark');
  check(view.getUint8(13) === 0, 'the reserved byte');
  check(view.getUint32(32, true) === chain, 'the chain');
  return {
    offset,
    length,
    type: view.getUint8(12),
    transactions: view.getUint16(14, true),
    firstVersion: u64(view, 16),
    durableVersion: u64(view, 24),
    checksum,
    payload: body.slice(0, payloadLength),
  };
}

function u64(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function check(isValid: boolean, what: string): void {
  if (!isValid) throw new Error(`not as docs/format.md says: ${what}`);
}
