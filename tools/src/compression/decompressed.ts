/**
 * Recognises compressed input by its first bytes, and decompresses it piece by piece: memory is that of one piece,
 * however much the input grows.
 */

import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { EcsDbError } from '@ecsdb/runtime';
import { Failure } from '../terminal/index.js';
import { createZstdDecompress } from './zstd.js';
import { ZstdFrames } from './zstd-frames.js';

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The first bytes of the formats. */
const GZIP = Uint8Array.of(0x1f, 0x8b);
const ZSTD = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

/** Bytes of a piece of output. */
const CHUNK_BYTES = 2 ** 18;

/**
 * The content of `pieces`, which are themselves the content if they are not compressed. `name` is for messages. Throws
 * a `Failure` for damage, and `UNSUPPORTED` if this version of Node cannot decompress the input.
 */
export async function* decompressed(pieces: Pieces, name: string): AsyncGenerator<Uint8Array, void> {
  const input = new Input(pieces);
  await input.fill(ZSTD.length);
  const format = formatOf(input.rest);
  if (format === undefined) {
    yield* input.remaining();
    return;
  }
  try {
    yield* format === 'gzip' ? gunzipped(input) : unzstd(input, name);
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new Failure(
      'DAMAGED_INPUT',
      `${name} cannot be decompressed: ${error.message}. Nothing was changed. It is damaged or incomplete. ` +
        'Dump again, or restore the file.',
    );
  }
}

function formatOf(bytes: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (GZIP.every((byte, at) => bytes[at] === byte)) return 'gzip';
  return ZSTD.every((byte, at) => bytes[at] === byte) ? 'zstd' : undefined;
}

/** Members one after the other, as Node reads them. It ignores what follows zeros, as zeros of damage. */
async function* gunzipped(input: Input): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  yield* through(gunzip, input.remaining());
  if (gunzip.bytesWritten !== input.bytesRead) throw new Damage('bytes that are no member of gzip follow');
}

async function* unzstd(input: Input, name: string): AsyncGenerator<Uint8Array, void> {
  if (createZstdDecompress === undefined) throw noZstd(name);
  const frames = new ZstdFrames();
  while (await input.fill(1)) yield* through(createZstdDecompress({ chunkSize: CHUNK_BYTES }), frameIn(input, frames));
}

async function* frameIn(input: Input, frames: ZstdFrames): AsyncGenerator<Uint8Array, void> {
  do {
    const end = frames.advance(input.rest, 0);
    yield input.take(end);
  } while (!frames.isBetween && (await input.fill(1)));
}

async function* through(stream: Transform, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  // Errors of either end the loop below, which throws them.
  pipeline(Readable.from(pieces), stream, () => {});
  for await (const piece of stream) yield piece as Uint8Array;
}

/** Pieces of a file, with the first of them at hand. */
class Input {
  /** Bytes that were read and not taken. */
  rest: Uint8Array = new Uint8Array(0);
  bytesRead = 0;
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;

  constructor(pieces: Pieces) {
    this.#pieces = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  }

  /** Reads until there are `length` bytes. Returns false if there are fewer. */
  async fill(length: number): Promise<boolean> {
    while (this.rest.length < length) {
      const { value, done } = await this.#pieces.next();
      if (done === true) return false;
      this.bytesRead += value.length;
      // A copy: the next piece may come in the same buffer, while a stream still reads this one.
      this.rest = Buffer.concat([this.rest, value]);
    }
    return true;
  }

  take(length: number): Uint8Array {
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  async *remaining(): AsyncGenerator<Uint8Array, void> {
    while (await this.fill(1)) yield this.take(this.rest.length);
  }
}

/** The input is not what a compressor writes. */
class Damage extends Error {}

/** Errors of zlib but for a lack of memory, and those of this file. */
function isDamage(error: unknown): error is Error {
  if (error instanceof Damage) return true;
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return false;
  return /^(Z|ZSTD_error)_(?!mem)/i.test(error.code);
}

function noZstd(name: string): EcsDbError {
  const got = `Node ${process.versions.node}`;
  const expected = 'Node 22.15 or later';
  return new EcsDbError(
    'UNSUPPORTED',
    `${name} is compressed with zstd, and ${got} has no zstd. Use ${expected}, or decompress it first: ` +
      'zstd -dc <file> | ecsdb load <dir>',
    { expected, got },
  );
}
