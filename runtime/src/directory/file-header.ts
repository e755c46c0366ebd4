/** The header of 512 bytes at the beginning of each file; docs/format.md, "The file header". */

import { assert, EcsDbError, type ErrorFacts } from '../errors.js';
import { CHECKSUM_CRC32, checksumOf } from './checksum.js';

export const FILE_HEADER_BYTES = 512;

export type FileKind = 'manifest' | 'segment' | 'snapshot';

/** The fields of all headers. */
export interface FileIdentity {
  /** 32 hexadecimal digits. */
  readonly databaseId: string;
  /** 32 hexadecimal digits. */
  readonly schemaHash: string;
  /** At most 63 bytes in UTF-8. */
  readonly schemaVersion: string;
  /** How often the database had been opened for writing when the file was made; starts at 1. */
  readonly epoch: number;
  /** Random and never 0. The frames and blocks of the file contain it. */
  readonly salt: number;
}

export interface FileHeader {
  readonly ok: true;
  readonly identity: FileIdentity;
  /** The required features, all of which are known. */
  readonly features: number;
  /** The whole header, for the fields of the kind of file. */
  readonly view: DataView;
  readonly checksum: number;
}

/** Why 512 bytes are not a header of the expected kind. */
export interface HeaderFault {
  readonly ok: false;
  readonly fault: 'short' | 'magic' | 'kind' | 'major' | 'features' | 'algorithm' | 'checksum' | 'length' | 'value';
  /** As the end of a sentence that begins with the file's name. */
  readonly text: string;
  /** Of a file of another format: what this version of ecsdb can read, and what the file says. */
  readonly facts?: Pick<ErrorFacts, 'expected' | 'got'>;
  /** What to do, as a sentence, if that is not to use a newer version of ecsdb. */
  readonly advice?: string;
}

/** Epochs have 32 bits, and an opening adds 1. */
export const EPOCH_MAX: number = 2 ** 32 - 2;

const FORMAT_MAJOR = 1;
const FORMAT_MINOR = 0;
/** The file has compressed blocks. */
export const FEATURE_COMPRESSION = 1;
/** The required features that this version of ecsdb knows, as bits. */
const KNOWN_FEATURES: { readonly [kind in FileKind]: number } = {
  manifest: 0,
  segment: 0,
  snapshot: FEATURE_COMPRESSION,
};
const MAGIC: readonly number[] = [0x89, 0x45, 0x43, 0x53, 0, 0x0d, 0x0a, 0x1a];
const KIND_BYTE: { readonly [kind in FileKind]: number } = { manifest: 0x4d, segment: 0x57, snapshot: 0x53 };

const MAJOR_AT = 8;
const MINOR_AT = 10;
const ALGORITHM_AT = 12;
const LENGTH_AT = 14;
const DATABASE_ID_AT = 16;
const SCHEMA_HASH_AT = 32;
const ID_BYTES = 16;
const EPOCH_AT = 48;
const SALT_AT = 52;
const SCHEMA_VERSION_AT = 120;
const SCHEMA_VERSION_BYTES_MAX = 63;
const REQUIRED_FEATURES_AT = 184;
const CHECKSUM_AT = 508;

/** `setFields` writes the fields of the kind of file; `features` are the required ones. */
export function encodeFileHeader(
  kind: FileKind,
  identity: FileIdentity,
  setFields: (view: DataView) => void,
  features: number = 0,
): Uint8Array {
  assert(identity.salt > 0 && identity.epoch > 0, 'salts are never 0, and epochs count from 1');
  const bytes = new Uint8Array(FILE_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  bytes[4] = KIND_BYTE[kind];
  view.setUint16(MAJOR_AT, FORMAT_MAJOR, true);
  view.setUint16(MINOR_AT, FORMAT_MINOR, true);
  bytes[ALGORITHM_AT] = CHECKSUM_CRC32;
  view.setUint16(LENGTH_AT, FILE_HEADER_BYTES, true);
  bytes.set(fromHex(identity.databaseId), DATABASE_ID_AT);
  bytes.set(fromHex(identity.schemaHash), SCHEMA_HASH_AT);
  view.setUint32(EPOCH_AT, identity.epoch, true);
  view.setUint32(SALT_AT, identity.salt, true);
  setFields(view);
  const version = schemaVersionBytes(identity.schemaVersion);
  bytes[SCHEMA_VERSION_AT] = version.length;
  bytes.set(version, SCHEMA_VERSION_AT + 1);
  view.setUint32(REQUIRED_FEATURES_AT, features, true);
  view.setUint32(CHECKSUM_AT, checksumOf(bytes, 0, CHECKSUM_AT), true);
  return bytes;
}

/**
 * A newer major version may have changed everything after the magic, also the checksum. So another version is accepted
 * as such if the checksum is right or the version is a likely one; anything else is damage.
 *
 * An unknown required feature may have changed everything but magic, versions, checksum and feature word, so it is
 * looked for before all other fields: a file of another version of ecsdb must not be taken for a damaged one.
 */
export function decodeFileHeader(bytes: Uint8Array, kind: FileKind): FileHeader | HeaderFault {
  if (bytes.length < FILE_HEADER_BYTES) return fault('short', `has ${bytes.length} bytes, fewer than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, FILE_HEADER_BYTES);
  if (MAGIC.some((byte, at) => at !== 4 && bytes[at] !== byte))
    return fault('magic', 'does not begin like a file of ecsdb');
  const checksum = view.getUint32(CHECKSUM_AT, true);
  // mutant: file-header-checksum
  const isIntact = checksumOf(bytes, 0, CHECKSUM_AT) === checksum;
  const major = view.getUint16(MAJOR_AT, true);
  if (major !== FORMAT_MAJOR && (isIntact || isLikelyMajor(major))) {
    return fault('major', `is of format version ${major}, and this version of ecsdb knows ${FORMAT_MAJOR}`, {
      expected: `format version ${FORMAT_MAJOR}`,
      got: `format version ${major}`,
    });
  }
  if (!isIntact) return fault('checksum', 'has a header whose checksum is wrong');
  const features = view.getUint32(REQUIRED_FEATURES_AT, true);
  const unknownFeatures = (features & ~KNOWN_FEATURES[kind]) >>> 0;
  if (unknownFeatures !== 0) return unknownFeaturesFault(unknownFeatures, KNOWN_FEATURES[kind]);
  if (bytes[4] !== KIND_BYTE[kind]) return fault('kind', `is not a ${kind}`);
  if (bytes[ALGORITHM_AT] !== CHECKSUM_CRC32) {
    return fault('algorithm', `uses the unknown checksum algorithm ${bytes[ALGORITHM_AT]}`, {
      expected: `checksum algorithm ${CHECKSUM_CRC32}`,
      got: `checksum algorithm ${bytes[ALGORITHM_AT]}`,
    });
  }
  const length = view.getUint16(LENGTH_AT, true);
  if (length !== FILE_HEADER_BYTES) return fault('length', `says that its header has ${length} bytes`);
  const identity = decodeIdentity(bytes, view);
  if (identity === undefined) return fault('value', 'has a header with impossible values');
  return { ok: true, identity, features, view, checksum };
}

function decodeIdentity(bytes: Uint8Array, view: DataView): FileIdentity | undefined {
  const epoch = view.getUint32(EPOCH_AT, true);
  const salt = view.getUint32(SALT_AT, true);
  const versionLength = bytes[SCHEMA_VERSION_AT] as number;
  if (epoch === 0 || salt === 0 || versionLength > SCHEMA_VERSION_BYTES_MAX) return undefined;
  // A copy, because a TextDecoder does not accept shared memory.
  const version = bytes.slice(SCHEMA_VERSION_AT + 1, SCHEMA_VERSION_AT + 1 + versionLength);
  return {
    databaseId: toHex(bytes.subarray(DATABASE_ID_AT, DATABASE_ID_AT + ID_BYTES)),
    schemaHash: toHex(bytes.subarray(SCHEMA_HASH_AT, SCHEMA_HASH_AT + ID_BYTES)),
    schemaVersion: new TextDecoder('utf-8', { ignoreBOM: true }).decode(version),
    epoch,
    salt,
  };
}

function schemaVersionBytes(version: string): Uint8Array {
  const bytes = new TextEncoder().encode(version);
  if (bytes.length <= SCHEMA_VERSION_BYTES_MAX) return bytes;
  throw new EcsDbError(
    'SCHEMA_ERROR',
    `the version of the schema, '${version}', has ${bytes.length} bytes, and files have room for ` +
      `${SCHEMA_VERSION_BYTES_MAX}. Shorten it.`,
    { expected: `at most ${SCHEMA_VERSION_BYTES_MAX} bytes`, got: `${bytes.length} bytes` },
  );
}

/**
 * 32 random bits, never 0: zeros must not look like a frame. From the global `crypto`, because loading `node:crypto`
 * would take a tenth of the time in which the log's thread starts.
 */
export function randomSalt(): number {
  const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
  return salt === 0 ? randomSalt() : salt;
}

export function randomDatabaseId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}

export function fault(what: HeaderFault['fault'], text: string, facts?: HeaderFault['facts']): HeaderFault {
  return { ok: false, fault: what, text, ...(facts === undefined ? {} : { facts }) };
}

function unknownFeaturesFault(bits: number, known: number): HeaderFault {
  const named = namedBits(bits);
  return fault(
    'features',
    `requires features that this version of ecsdb does not know (${named} of its feature word)`,
    {
      expected: known === 0 ? 'no required features' : `no required features but ${namedBits(known)}`,
      got: `required features 0x${bits.toString(16).padStart(8, '0')} (${named})`,
    },
  );
}

function namedBits(bits: number): string {
  const numbers = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (bits & (1 << bit)) !== 0);
  return `${numbers.length === 1 ? 'bit' : 'bits'} ${numbers.join(', ')}`;
}

/** A flipped bit of version 1 gives 0, 3, 5, 9 and so on, but never the next version. */
function isLikelyMajor(major: number): boolean {
  return major === FORMAT_MAJOR + 1;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): Uint8Array {
  assert(/^[0-9a-f]{32}$/.test(text), 'ids and hashes are 32 hexadecimal digits');
  return Uint8Array.from({ length: ID_BYTES }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16));
}
