/** `connect`: its options, and where connections come from. */

import { EcsDbError, type Schema } from '@ecsdb/runtime';
import { SLOTS_MAX } from '@ecsdb/runtime/replica';
import { createSocket } from '#web-socket';
import { type Clock, SYSTEM_CLOCK } from '../clock.js';
import { openTransport, type Transport } from '../transport/index.js';
import type { Progress } from './staged-content.js';
import type { StatusListener } from './status.js';
import { SyncClient } from './sync-client.js';

/** Either `url` or `transport` is needed. */
export interface ConnectOptions {
  /** Of the server, such as `wss://example.org/sync`. */
  readonly url?: string;
  /** For tests: a connection, or what opens one each time. With one only, the client does not connect again. */
  readonly transport?: Transport | (() => Transport | Promise<Transport>);
  /** What the server's `authenticate` gets. A function is called for each connection. */
  readonly token?: string | (() => string | Promise<string>);
  /** Steps in a second, from 1 to 1000; 0 for each publication. Default: 30. */
  readonly hz?: number;
  /** Steps become fewer if they would have more bytes in a second than this. Default: no limit. */
  readonly bytesPerSecond?: number;
  /**
   * The highest index of an entity that is accepted. Each index up to the highest one takes about 32 bytes of memory.
   * Default: 4,194,303.
   */
  readonly maxIndex?: number;
  /** As `client.onStatus`, from the beginning on. */
  readonly onStatus?: StatusListener;
  /** Called while the content of large channels is loaded. */
  readonly onProgress?: (progress: Progress) => void;
  /** For tests. */
  readonly clock?: Clock;
}

const DEFAULT_HZ = 30;
const HZ_MAX = 1000;
const DEFAULT_INDEX_MAX = 2 ** 22 - 1;

/**
 * Connects to a server. Resolves when it has accepted the client; then `db` is empty until `subscribe`. While no server
 * can be reached, it keeps trying; `onStatus` says why. Rejects if the server refuses the client: with `ACCESS_DENIED`,
 * `SCHEMA_MISMATCH`, or `FORMAT_UNSUPPORTED` if it speaks another version of the protocol.
 */
export async function connect(schema: Schema, options: ConnectOptions): Promise<SyncClient> {
  const { url, transport, token = '', hz = DEFAULT_HZ, onStatus, clock = SYSTEM_CLOCK } = options;
  const { bytesPerSecond = 0, maxIndex = DEFAULT_INDEX_MAX } = options;
  requireInteger('hz', hz, HZ_MAX);
  requireInteger('bytesPerSecond', bytesPerSecond, Number.MAX_SAFE_INTEGER);
  requireInteger('maxIndex', maxIndex, SLOTS_MAX - 1);
  const client = new SyncClient({
    schema,
    clock,
    hz,
    bytesPerSecond,
    maxIndex,
    onStatus,
    onProgress: options.onProgress,
    dial: dialerOf(url, transport),
    canDialAgain: transport === undefined || typeof transport === 'function',
    token: async () => (typeof token === 'string' ? token : token()),
    canRenewToken: typeof token === 'function',
  });
  await client.start();
  return client;
}

function dialerOf(url: string | undefined, transport: ConnectOptions['transport']): () => Promise<Transport> {
  if (typeof transport === 'function') return async () => transport();
  if (transport !== undefined) return async () => transport;
  if (url === undefined || !isSocketUrl(url)) {
    throw invalid('url', 'a URL that begins with ws:// or wss://', url === undefined ? 'none' : JSON.stringify(url));
  }
  return async () => openTransport(await createSocket(url));
}

function isSocketUrl(url: string): boolean {
  return /^wss?:\/\//.test(url) && URL.canParse(url);
}

function requireInteger(option: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw invalid(option, `an integer from 0 to ${max}`, String(value));
  }
}

function invalid(option: string, expected: string, got: string): EcsDbError {
  const message = `the option \`${option}\` of \`connect\` is ${got}; expected ${expected}.`;
  return new EcsDbError('INVALID_OPTION', message, { option, expected, got });
}
