/** `connect`: its options, and where connections come from. */

import { EcsDbError, type Schema } from '@ecsdb/runtime';
import { requireSchema } from '@ecsdb/runtime/replica';
import { createSocket, failureOf } from '#web-socket';
import { type Clock, SYSTEM_CLOCK } from '../clock.js';
import { openTransport, type Transport } from '../transport/index.js';
import { requireConnectOptions } from './connect-options.js';
import type { Progress } from './staged-content.js';
import type { StatusListener } from './status.js';
import { SyncClient } from './sync-client.js';
import { checkedToken } from './token.js';

/** Either `url` or `transport` is needed. */
export interface ConnectOptions {
  /** Of the server, such as `wss://example.org/sync`. */
  readonly url?: string;
  /** For tests: a connection, or what opens one each time. With one only, the client does not connect again. */
  readonly transport?: Transport | (() => Transport | Promise<Transport>);
  /** What the server's `authenticate` gets: at most 8192 bytes. A function is called for each connection. */
  readonly token?: string | (() => string | Promise<string>);
  /** Steps in a second, from 1 to 1000; 0 for each publication. Default: 30. */
  readonly hz?: number;
  /** Steps become fewer if they would have more bytes in a second than this. Default: no limit. */
  readonly bytesPerSecond?: number;
  /**
   * The highest index of an entity that is accepted; at a higher one, the client ends with `CAPACITY_EXCEEDED`. Each
   * index up to the highest one takes about 32 bytes of memory. Default: 4,194,303.
   */
  readonly maxIndex?: number;
  /**
   * Ends the wait for the first welcome of a server, as `AbortSignal.timeout(10_000)` does after 10 seconds. Then
   * `connect` rejects with the reason of the signal. Later, the signal changes nothing.
   */
  readonly signal?: AbortSignal;
  /** As `client.onStatus`, from the beginning on. */
  readonly onStatus?: StatusListener;
  /** Called while the content of large channels is loaded. */
  readonly onProgress?: (progress: Progress) => void;
  /** For tests. */
  readonly clock?: Clock;
}

const DEFAULT_HZ = 30;
const DEFAULT_INDEX_MAX = 2 ** 22 - 1;

/**
 * Connects to a server. Resolves when it has accepted the client; then `db` is empty until `subscribe`. While no server
 * can be reached, it keeps trying, and `onStatus` says why; `signal` ends that.
 *
 * @throws EcsDbError Rejects with
 * - `INVALID_OPTION` for a wrong option, also for a `url` that the platform does not accept;
 * - `SCHEMA_ERROR` if `schema` is no schema;
 * - `ACCESS_DENIED` if the server does not accept the token;
 * - `SCHEMA_MISMATCH` if the code of both sides was generated from different schemas;
 * - `FORMAT_UNSUPPORTED` if the server speaks another version of the protocol;
 * - `CHANNEL_CLOSED` if what answers is no such server, or if a `transport` that cannot be opened again has broken;
 * - the reason of `signal`.
 */
export async function connect(schema: Schema, options: ConnectOptions): Promise<SyncClient> {
  requireSchema('connect', schema);
  requireConnectOptions(options);
  const { url, transport, token = '', hz = DEFAULT_HZ, clock = SYSTEM_CLOCK, signal, onStatus, onProgress } = options;
  const { bytesPerSecond = 0, maxIndex = DEFAULT_INDEX_MAX } = options;
  signal?.throwIfAborted();
  const client = new SyncClient({
    schema,
    clock,
    hz,
    bytesPerSecond,
    maxIndex,
    onStatus,
    onProgress,
    dial: dialerOf(url, transport),
    canDialAgain: transport === undefined || typeof transport === 'function',
    token: typeof token === 'string' ? async () => token : async () => checkedToken(await token()),
    canRenewToken: typeof token === 'function',
  });
  await client.start(signal);
  return client;
}

function dialerOf(url = '', transport: ConnectOptions['transport']): () => Promise<Transport> {
  if (typeof transport === 'function') return async () => transport();
  if (transport !== undefined) return async () => transport;
  return async () => {
    const socket = await createSocket(url).catch((error: unknown) => {
      throw unusable(url, error);
    });
    return await openTransport(socket, (error) => failureOf(new URL(url), error));
  };
}

/** The platform refuses to try, as a page loaded with https: does for ws:. It would refuse again. */
function unusable(url: string, cause: unknown): EcsDbError {
  const expected = 'a URL that this platform can connect to';
  const said = cause instanceof Error ? cause.message : String(cause);
  const message = `the option url of connect must be ${expected}, got ${url}. The platform says: ${said}`;
  return new EcsDbError('INVALID_OPTION', message, { option: 'url', expected, got: url }, { cause });
}
