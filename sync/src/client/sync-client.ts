/** The client: a database that follows the channels of a server, across broken connections. */

import type { AnyComponent, Database, EcsDbError, Schema } from '@ecsdb/runtime';
import { ReplayError } from '@ecsdb/runtime/replica';
import type { Clock } from '../clock.js';
import {
  CLOSE,
  encodeAck,
  encodeMismatch,
  encodePing,
  encodeToken,
  encodeUnsubscribe,
  FRAME,
  type Hello,
  NO_ID,
  PROTOCOL_VERSION,
  ProtocolError,
  type ServerFrame,
  type Slice,
  type Subscribed,
  type Verify,
  type Welcome,
} from '../protocol/index.js';
import type { StepHead } from './apply-step.js';
import { endedError, reasonOf } from './close-reasons.js';
import { Follower } from './follower.js';
import type { NumericPath } from './interpolated-fields.js';
import { Interpolation, type InterpolationHost } from './interpolation.js';
import { type Disconnection, Link, type LinkOptions } from './link.js';
import type { Progress } from './staged-content.js';
import { type ClientStatus, callSafely, type StatusListener } from './status.js';
import { StatusTracker } from './status-tracker.js';
import { requireViewName, textOfParams } from './subscribe-arguments.js';
import { type Subscription, Subscriptions } from './subscriptions.js';
import { requireToken } from './token.js';

/** What `connect` has checked. */
export interface ClientOptions extends LinkOptions {
  readonly schema: Schema;
  readonly clock: Clock;
  readonly hz: number;
  /** 0 for no limit. */
  readonly bytesPerSecond: number;
  readonly maxIndex: number;
  readonly onStatus: StatusListener | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

export class SyncClient {
  readonly #clock: Clock;
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  readonly #rates: { readonly hz: number; readonly bytesPerSecond: number };
  readonly #follower: Follower;
  readonly #link: Link;
  readonly #subscriptions: Subscriptions;
  readonly #tracker: StatusTracker;
  readonly #interpolations: Set<Interpolation> = new Set();
  /** Why calls reject, after the end. */
  #ended: EcsDbError | undefined;
  #clientId = NO_ID;
  /** The id of the database that the last server had. */
  #database: string | undefined;
  /** What the application has set last. */
  #token: string | undefined;
  #helloMs = 0;
  #firstWelcome: { resolve(): void; reject(reason: unknown): void } | undefined;

  /** @internal */
  constructor(options: ClientOptions) {
    const { schema, clock, hz, bytesPerSecond, maxIndex, onStatus, onProgress } = options;
    this.#clock = clock;
    this.#onProgress = onProgress;
    this.#rates = { hz, bytesPerSecond };
    this.#follower = new Follower(schema, maxIndex);
    this.#tracker = new StatusTracker(clock, this.#follower);
    this.#subscriptions = new Subscriptions((number) => this.#unsubscribed(number));
    if (onStatus !== undefined) this.#tracker.listen(onStatus);
    const { token, canRenewToken } = options;
    const latestToken = async (): Promise<string> => (canRenewToken ? token() : (this.#token ?? token()));
    this.#link = new Link(
      { ...options, token: latestToken },
      {
        hello: () => this.#hello(),
        receive: (frame) => this.#receive(frame),
        probe: () => this.#ping(),
        closeCodeOf,
        connecting: () => this.#tracker.enter('connecting'),
        disconnected: (disconnection) => this.#disconnected(disconnection),
      },
    );
  }

  /** @internal Resolves when a server has accepted the client. If `signal` aborts before, the client ends. */
  async start(signal?: AbortSignal): Promise<void> {
    const abort = (): void => {
      this.#firstWelcome?.reject(signal?.reason);
      this.#link.end(CLOSE.normal, 'the signal of connect has ended the client');
    };
    signal?.addEventListener('abort', abort);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#firstWelcome = { resolve, reject };
        this.#link.start();
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** What the client holds, at one version of the server. Without a connection, it shows what it showed last. */
  get db(): Database {
    return this.#follower.db;
  }

  get status(): ClientStatus {
    return this.#tracker.status;
  }

  /**
   * Calls `listener` when the state, the reason or the lag in versions changes; after the end of the client, never.
   * What it throws becomes a warning. Returns a function that stops it.
   *
   * @throws EcsDbError `INVALID_OPTION` if `listener` is no function
   */
  onStatus(listener: StatusListener): () => void {
    return this.#tracker.listen(listener);
  }

  /** Milliseconds since the Unix epoch by the server's clock, as far as the client can tell. */
  serverNow(): number {
    return this.#tracker.serverNow();
  }

  /**
   * Resolves when the rows of the view are visible in `db`, after a reconnect if need be. `view` has at most 256 bytes.
   * `params` is plain data for the view's `for`, of at most 4096 bytes of JSON. Rejects with `INVALID_OPTION` if the
   * arguments are wrong, or if the server has no such view or does not accept `params`; with `CAPACITY_EXCEEDED` if the
   * client has too many; and with what has ended the client, which is `CHANNEL_CLOSED` after `close`.
   */
  async subscribe(view: string, params?: object): Promise<Subscription> {
    requireViewName(view);
    const text = textOfParams(params);
    if (this.#ended !== undefined) throw this.#ended;
    const { number, visible } = this.#subscriptions.add(view, text);
    this.#link.send(this.#subscriptions.frameOf(number));
    return visible;
  }

  /**
   * Sends a new token of the same user, before the one that the server has expires. Without a connection, the next one
   * begins with it, unless `token` of `connect` is a function. After the end of the client, it does nothing.
   *
   * @throws EcsDbError `INVALID_OPTION` unless it is a text of at most 8192 bytes
   */
  setToken(token: string): void {
    requireToken('setToken', token);
    this.#token = token;
    this.#link.send(encodeToken(token));
  }

  /**
   * Blends numbers of a component between the last two steps, for drawing: what it shows is `delayMs` old. A good delay
   * is one period of steps, such as 33 ms at 30 Hz, and a little more for an uneven connection. Each step takes time
   * for each row of the component. Needs generated code. After the end of the client, it shows the last step.
   *
   * @throws EcsDbError `INVALID_OPTION` for a component that `db` has not, for a field that is no number, or nullable,
   * and for a wrong delay
   */
  interpolate<C extends AnyComponent>(component: C, fields: readonly NumericPath<C>[], delayMs: number): Interpolation {
    const host: InterpolationHost = {
      rows: this.#follower.published,
      schema: this.db.schema,
      nowMs: () => this.#clock.steadyMs(),
      stop: (stopped) => this.#interpolations.delete(stopped),
    };
    const interpolation = new Interpolation(host, component, fields, delayMs);
    this.#interpolations.add(interpolation);
    return interpolation;
  }

  /** Connects at once if the client waits before its next attempt. Otherwise it does nothing. */
  reconnect(): void {
    this.#link.reconnect();
  }

  /** Ends the connection for good. `db` can still be read. */
  close(): void {
    this.#link.end(CLOSE.normal, 'the client was closed');
  }

  #hello(): Omit<Hello, 'token'> {
    this.#helloMs = this.#clock.nowMs();
    const { hash } = this.db.schema.descriptor;
    const { position } = this.#follower;
    return { protocol: PROTOCOL_VERSION, schemaHash: hash, clientId: this.#clientId, position, ...this.#rates };
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case FRAME.welcome:
        this.#welcomed(frame);
        break;
      case FRAME.step:
        this.#stepped(this.#follower.step(frame.body));
        break;
      case FRAME.subscribed:
        this.#subscribed(frame);
        break;
      case FRAME.refused:
        this.#tracker.enter('connected', this.#subscriptions.refuse(frame));
        break;
      case FRAME.pong:
        this.#tracker.heard(frame);
        break;
      case FRAME.stage:
        this.#staged(frame);
        break;
      case FRAME.verify:
        this.#verify(frame);
        break;
      case FRAME.heartbeat:
        this.#ping();
        break;
    }
  }

  #welcomed(welcome: Welcome): void {
    const { clientId, position, resume } = welcome;
    const reason = this.#newsOf(position);
    this.#clientId = clientId;
    this.#database = position.database;
    this.#tracker.welcomed(welcome, this.#helloMs);
    const held = this.#follower.begin(position, resume);
    for (const frame of [...this.#subscriptions.restart(), ...held]) this.#link.send(frame);
    this.#tracker.enter('connected', reason);
    this.#firstWelcome?.resolve();
    this.#firstWelcome = undefined;
    // For a better estimate of the server's clock: authentication may have taken long.
    this.#ping();
  }

  #staged(slice: Slice): void {
    const progress = this.#follower.stage(slice);
    callSafely(() => this.#onProgress?.(progress));
  }

  #verify(part: Verify): void {
    if (this.#follower.isSame(part)) return;
    this.#link.send(encodeMismatch(part.channel));
    this.#tracker.mismatched(this.#follower.viewOf(part.channel));
  }

  #ping(): void {
    this.#link.send(encodePing(this.#clock.nowMs()));
  }

  /** What is special about the state of a server. */
  #newsOf({ database, version }: Welcome['position']): string {
    if (this.#database === undefined) return '';
    if (database !== this.#database) return 'the server has another database than before';
    if (version >= this.#follower.version) return '';
    return `the server has version ${version}, which is older than ${this.#follower.version}, which it had before`;
  }

  #stepped({ asks, to: version }: StepHead): void {
    if (asks) this.#link.send(encodeAck(version));
    for (const interpolation of this.#interpolations) interpolation.step();
    this.#subscriptions.show(version);
    this.#tracker.stepped();
  }

  #subscribed({ subscription, version, view, tables, channels }: Subscribed): void {
    this.#follower.expect(channels.map((channel) => ({ ...channel, view, tables })));
    this.#subscriptions.announce(subscription, version);
  }

  #unsubscribed(subscription: number): void {
    this.#link.send(encodeUnsubscribe(subscription));
  }

  #disconnected({ code, reason, error, nextAttemptMs }: Disconnection): void {
    const { descriptor } = this.db.schema;
    if (nextAttemptMs === undefined) {
      this.#ended = error ?? endedError(code, reason, descriptor);
      this.#subscriptions.end(this.#ended);
      this.#firstWelcome?.reject(this.#ended);
    }
    this.#tracker.disconnected(error === undefined ? reasonOf(code, reason, descriptor) : reason, nextAttemptMs);
  }
}

function closeCodeOf(error: unknown): number | undefined {
  if (error instanceof ProtocolError) return error.closeCode;
  return error instanceof ReplayError ? CLOSE.protocol : undefined;
}
