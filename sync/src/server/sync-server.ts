/** The server: recognises clients, and sends each what has changed in its channels. */

import type { Database } from '@ecsdb/runtime';
import { PublishedRows } from '@ecsdb/runtime/replica';
import type { Clock } from '../clock.js';
import { CLOSE, encodeWelcome, type Hello } from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import { CommitFollower, recordSizesOf } from './commit-follower.js';
import { SectionEncoder } from './encode-section.js';
import { beginHandshake } from './handshake.js';
import { Session } from './session.js';
import { StepClock } from './step-clock.js';
import { StepSender } from './step-sender.js';
import type { View } from './view.js';
import { ViewState } from './view-state.js';

/** Where a connection comes from. */
export interface Origin {
  /** The headers of the request that has opened the socket, such as `cookie` and `origin`. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** The network address at the other end: the reverse proxy's if there is one. */
  readonly address: string | undefined;
}

/** What a client brings to be recognised. */
export interface AuthenticationRequest extends Origin {
  /** What the client was given as `token`. */
  readonly token: string;
}

/** Of connections within a process. */
const LOCAL: Origin = { headers: {}, address: undefined };

export interface SyncServerOptions<User> {
  /** Recognises a client. The result is the `user` of its views. If it throws, the client is refused. */
  readonly authenticate: (request: AuthenticationRequest) => User | Promise<User>;
  readonly views: { readonly [name: string]: View<User> };
  /** Gets what functions of the application have thrown. Default: an error that nothing has caught. */
  readonly onError?: (error: unknown) => void;
  /** For tests. */
  readonly clock?: Clock;
}

export class SyncServer<User = unknown> {
  readonly #db: Database;
  readonly #options: SyncServerOptions<User>;
  readonly #views: Map<string, ViewState> = new Map();
  readonly #sessions: Set<Session> = new Set();
  readonly #follower: CommitFollower;
  readonly #sender: StepSender;
  readonly #clock: StepClock;
  readonly #database: string = randomId();
  #channels = 0;

  constructor(db: Database, options: SyncServerOptions<User>) {
    this.#db = db;
    this.#options = options;
    const rows = new PublishedRows(db);
    const host = { db, rows, nextChannel: () => ++this.#channels, onError: (error: unknown) => this.#onError(error) };
    for (const [name, view] of Object.entries(options.views)) {
      // Only `Session` calls the functions of a view, with the user that `authenticate` has returned.
      this.#views.set(name, new ViewState(name, view as View, host));
    }
    const views = [...this.#views.values()];
    this.#clock = new StepClock(options.clock, () => this.step());
    this.#follower = new CommitFollower(db, views, () => this.#clock.soon());
    this.#sender = new StepSender(views, new SectionEncoder(rows, recordSizesOf(db)));
  }

  get clientCount(): number {
    return this.#sessions.size;
  }

  /** Serves a client at the other end of a connection. */
  accept(transport: Transport, origin: Origin = LOCAL): void {
    const { hash, version } = this.#db.schema.descriptor;
    beginHandshake(
      {
        schemaHash: hash,
        schemaVersion: version,
        open: (opened, hello) => this.#open(opened, origin, hello),
        received: (session) => {
          if (session.hasChannelChanges) this.#clock.soon();
        },
        closed: (session) => {
          this.#sessions.delete(session);
          session.end();
        },
      },
      transport,
    );
  }

  /** Sends what has changed now, instead of at the next multiple of the period. */
  step(): void {
    this.#sender.step(this.#sessions, this.#db.version);
  }

  /** Closes all connections, and follows the database no longer. */
  close(): void {
    this.#follower.stop();
    this.#clock.stop();
    for (const { transport } of this.#sessions) transport.close(CLOSE.goingAway, 'the server is closing');
  }

  async #open(transport: Transport, origin: Origin, { token, hz }: Hello): Promise<Session> {
    const user = await this.#options.authenticate({ ...origin, token });
    const { version } = this.#db;
    const host = {
      view: (name: string) => this.#views.get(name),
      serverMs: () => this.#clock.nowMs(),
    };
    const session = new Session(host, transport, { user, hz, version });
    this.#sessions.add(session);
    const position = { database: this.#database, epoch: 1, version };
    transport.send(encodeWelcome({ position, serverMs: this.#clock.nowMs() }));
    return session;
  }

  #onError(error: unknown): void {
    const { onError = reportLater } = this.#options;
    onError(error);
  }
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As an error that nothing has caught. */
function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
