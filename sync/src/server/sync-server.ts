/** The server: follows the commits of a database, and sends each client what has changed in its channels. */

import type { Commit, Database } from '@ecsdb/runtime';
import { OperationReader, PublishedRows, UPDATE } from '@ecsdb/runtime/replica';
import {
  ByteWriter,
  decodeClientFrame,
  encodeWelcome,
  FRAME,
  PROTOCOL_VERSION,
  ProtocolError,
} from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import type { Channel } from './channel.js';
import { SectionEncoder } from './encode-section.js';
import { isRowOperation } from './marks.js';
import { Session, type SessionHost } from './session.js';
import { type Clock, StepClock } from './step-clock.js';
import type { View } from './view.js';
import { type ViewHost, ViewState } from './view-state.js';

/** Close codes: docs/protocol.md. */
export const CLOSE = { protocol: 4400, unauthenticated: 4401, schema: 4409, goingAway: 1001 } as const;

/** What a client brings to be recognised. */
export interface AuthenticationRequest {
  readonly token: string;
}

export interface SyncServerOptions<User> {
  readonly authenticate: (request: AuthenticationRequest) => User | Promise<User>;
  readonly views: { readonly [name: string]: View<User> };
  readonly onError?: (error: unknown) => void;
  /** For tests. */
  readonly clock?: Clock;
}

/** Bytes of an update before those of the record; docs/format.md, "Transactions and operations". */
const UPDATE_OFFSET_BYTES = 4;

export class SyncServer<User = unknown> implements SessionHost, ViewHost {
  readonly db: Database;
  readonly rows: PublishedRows;
  readonly #options: SyncServerOptions<User>;
  readonly #views: Map<string, ViewState> = new Map();
  /** By table id. */
  readonly #viewsOf: Map<number, ViewState[]> = new Map();
  readonly #sizes: Map<number, number>;
  readonly #sessions: Set<Session> = new Set();
  readonly #encoder: SectionEncoder;
  readonly #reader: OperationReader = new OperationReader();
  readonly #frame: ByteWriter = new ByteWriter();
  readonly #clock: StepClock;
  readonly #stopListening: () => void;
  readonly #database: string = randomId();
  /** Whole frames of the present step, by what they contain. */
  readonly #frames: Map<string, Uint8Array> = new Map();
  #channels = 0;
  #steps = 0;

  constructor(db: Database, options: SyncServerOptions<User>) {
    this.db = db;
    this.#options = options;
    this.rows = new PublishedRows(db);
    this.#sizes = new Map(db.schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
    this.#encoder = new SectionEncoder(this.rows, this.#sizes);
    for (const [name, view] of Object.entries(options.views)) this.#addView(name, view as View);
    this.#stopListening = db.onCommit((commit) => this.#follow(commit));
    this.#clock = new StepClock(options.clock, () => this.step());
  }

  get version(): number {
    return this.db.version;
  }

  get clientCount(): number {
    return this.#sessions.size;
  }

  view(name: string): ViewState | undefined {
    return this.#views.get(name);
  }

  nextChannel(): number {
    return ++this.#channels;
  }

  serverMs(): number {
    return this.#clock.nowMs();
  }

  onError(error: unknown): void {
    const { onError = reportLater } = this.#options;
    onError(error);
  }

  /** Serves a client at the other end of a connection. */
  accept(transport: Transport): void {
    let session: Session | undefined;
    let isGreeted = false;
    const fail = (code: number, reason: string): void => transport.close(code, reason);
    transport.listen({
      message: (bytes) => {
        try {
          const frame = decodeClientFrame(bytes);
          if (frame === undefined) return;
          if (session !== undefined) {
            session.receive(frame);
            if (session.hasChannelChanges) this.#clock.soon();
            return;
          }
          if (frame.type !== FRAME.hello || isGreeted) throw new ProtocolError('the first frame must be hello');
          isGreeted = true;
          const { protocol, schemaHash, token, hz } = frame;
          if (protocol !== PROTOCOL_VERSION)
            return fail(CLOSE.protocol, `the server speaks version ${PROTOCOL_VERSION}`);
          const { hash, version } = this.db.schema.descriptor;
          if (schemaHash !== hash) return fail(CLOSE.schema, `the server has schema version ${version}`);
          this.#authenticate(transport, token, hz, (accepted) => {
            session = accepted;
          });
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          fail(CLOSE.protocol, error.message);
        }
      },
      closed: () => {
        isGreeted = true;
        if (session === undefined) return;
        this.#sessions.delete(session);
        session.end();
      },
    });
  }

  /** Sends each client that is due what has changed. */
  step(): void {
    this.#steps++;
    this.#frames.clear();
    const { version } = this;
    for (const view of this.#views.values()) for (const channel of view.channels) channel.closeInterval(version);
    let oldest = version;
    for (const session of this.#sessions) {
      this.#stepOf(session, version);
      oldest = Math.min(oldest, session.base);
    }
    for (const view of this.#views.values()) for (const channel of view.channels) channel.forget(oldest);
  }

  /** Closes all connections, and follows the database no longer. */
  close(): void {
    this.#stopListening();
    this.#clock.stop();
    for (const { transport } of this.#sessions) transport.close(CLOSE.goingAway, 'the server is closing');
  }

  #addView(name: string, view: View): void {
    const state = new ViewState(name, view, this);
    this.#views.set(name, state);
    for (const table of state.tables) {
      const views = this.#viewsOf.get(table);
      if (views === undefined) this.#viewsOf.set(table, [state]);
      else views.push(state);
    }
    state.sortAll();
  }

  async #authenticate(
    transport: Transport,
    token: string,
    hz: number,
    then: (session: Session) => void,
  ): Promise<void> {
    let user: User;
    try {
      user = await this.#options.authenticate({ token });
    } catch {
      transport.close(CLOSE.unauthenticated, 'the token was not accepted');
      return;
    }
    const session = new Session(this, transport, user, hz);
    this.#sessions.add(session);
    then(session);
    const position = { database: this.#database, epoch: 1, version: this.version };
    transport.send(encodeWelcome({ position, serverMs: this.serverMs() }));
  }

  /** Notes what a commit has changed. */
  #follow(commit: Commit): void {
    const reader = this.#reader;
    const { bytes } = commit;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    reader.beginTransaction(bytes, 0, bytes.length);
    while (reader.next()) {
      const { kind, tableId, index, bodyStart, bodyLength } = reader;
      if (!isRowOperation(kind)) continue;
      const views = this.#viewsOf.get(tableId);
      if (views === undefined) continue;
      let first = 0;
      let end = this.#sizes.get(tableId) ?? 0;
      if (kind === UPDATE) {
        first = view.getUint32(bodyStart, true);
        end = first + bodyLength - UPDATE_OFFSET_BYTES;
      }
      for (const state of views) state.noteRow(index, tableId, kind, first, end);
    }
    for (const state of this.#views.values()) state.sortTouched();
    this.#clock.changed();
  }

  #stepOf(session: Session, version: number): void {
    if (!session.isReady) return;
    if (!session.hasChannelChanges) {
      const hasChanged = [...session.held].some(({ channel }) => channel.hasChangedSince(session.base));
      if (!hasChanged) {
        session.base = version;
        return;
      }
    }
    session.announce(version);
    session.send(this.#frameFor(session, version), version);
  }

  #frameFor(session: Session, version: number): Uint8Array {
    const key = session.key === undefined ? undefined : `${session.sent} ${session.base} ${session.key}`;
    const known = key === undefined ? undefined : this.#frames.get(key);
    if (known !== undefined) return known;
    const frame = this.#frame;
    frame.clear();
    frame.u8(FRAME.step);
    frame.varint(session.sent);
    frame.varint(version);
    for (const { channel, state } of session.held) frame.bytes(this.#sectionOf(channel, state, session.base));
    const bytes = frame.take();
    if (key !== undefined) this.#frames.set(key, bytes);
    return bytes;
  }

  #sectionOf(channel: Channel, state: 'opening' | 'open' | 'closing', base: number): Uint8Array {
    if (state === 'closing') return this.#encoder.closed(channel);
    // A version that no client has stands for nothing.
    if (state === 'opening') return channel.section(this.#steps, -1, () => this.#encoder.whole(channel));
    return channel.section(this.#steps, base, () => this.#encoder.delta(channel, base));
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
