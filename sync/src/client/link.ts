/** Keeps a connection to a server: opens it, notices when it is dead, and opens it again. */

import { EcsDbError } from '@ecsdb/runtime';
import type { Clock } from '../clock.js';
import {
  CLOSE,
  decodeServerFrame,
  encodeHello,
  encodeTook,
  FRAME,
  type Hello,
  Parts,
  ProtocolError,
  type ServerFrame,
} from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import { Backoff } from './backoff.js';
import { type Reaction, reactionTo } from './close-reasons.js';
import { onWake } from './wake-events.js';

export interface LinkOptions {
  readonly clock: Clock;
  /** Opens a connection. */
  readonly dial: () => Promise<Transport>;
  /** False if a second call would open no other one. */
  readonly canDialAgain: boolean;
  readonly token: () => Promise<string>;
  /** False if it is always the same. */
  readonly canRenewToken: boolean;
}

/** The end of a connection, or an attempt that has failed. */
export interface Disconnection {
  readonly code: number;
  /** In words. */
  readonly reason: string;
  /** Why no further attempt can be better, if this side knows it. */
  readonly error: EcsDbError | undefined;
  /** When the next attempt begins, by the clock; undefined if there is none. */
  readonly nextAttemptMs: number | undefined;
}

export interface LinkEvents {
  /** What the client says first, except for the token. */
  hello(): Omit<Hello, 'token'>;
  /** Makes the server send something, to see whether it is there. */
  probe(): void;
  /** If it throws, the connection is closed; after `CAPACITY_EXCEEDED`, it is not opened again. */
  receive(frame: ServerFrame): void;
  /** The code to close the connection with; undefined for an error that is a bug. */
  closeCodeOf(error: unknown): number | undefined;
  connecting(): void;
  disconnected(disconnection: Disconnection): void;
}

/** A server sends something every 5 s. */
const SILENCE_MS = 15_000;
const CHECK_MS = 5000;
/** While content comes. */
const TOOK_EVERY_MS = 5000;
/** A connection that the server has closed with a code of its own was a good one if it lasted that long. */
const GOOD_MS = 5000;
/** For so long after a good connection, the next attempt follows soon. */
const SHORT_OUTAGE_MS = 60_000;

export class Link {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #backoff: Backoff = new Backoff();
  readonly #stopWaking: () => void;
  #transport: Transport | undefined;
  readonly #parts: Parts = new Parts();
  /** Slices and parts that have come on this connection, and when the server was told so last. */
  #taken = 0;
  #tookMs = 0;
  /** Counts connections, so that events of earlier ones are ignored. */
  #attempt = 0;
  #isWelcomed = false;
  #wasWelcomed = false;
  #isEnded = false;
  #openedMs = 0;
  #heardMs = 0;
  /** When the last good connection was lost. */
  #lostMs = Number.NEGATIVE_INFINITY;
  /** What has to say something, for messages. */
  #awaited = '';
  #cancelTimer: () => void = () => undefined;
  /** Waiting for the next attempt. */
  #isWaiting = false;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#stopWaking = onWake(() => this.#wake());
  }

  get isConnected(): boolean {
    return this.#isWelcomed;
  }

  start(): void {
    void this.#connect();
  }

  /** Does nothing without a connection. */
  send(frame: Uint8Array): void {
    if (this.#isWelcomed) this.#transport?.send(frame);
  }

  end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#transport?.close(code, reason);
    this.#lost(code, reason, 'end');
  }

  /** Ends the wait for the next attempt. */
  reconnect(): void {
    if (this.#isEnded || !this.#isWaiting) return;
    this.#cancelTimer();
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt && !this.#isEnded;
    const { clock, token, dial } = this.#options;
    this.#isWaiting = false;
    this.#heardMs = clock.steadyMs();
    this.#scheduleCheck();
    this.#awaited = 'the function `token`';
    this.#events.connecting();
    try {
      const text = await token();
      if (!isCurrent()) return;
      this.#awaited = 'the server';
      const transport = await dial();
      if (isCurrent()) this.#open(transport, text, isCurrent);
      else transport.close(CLOSE.normal, 'the client has given this connection up');
    } catch (error) {
      if (!isCurrent()) return;
      // What the application throws is no reason to end.
      const isFinal = this.#awaited === 'the server' && error instanceof EcsDbError;
      if (isFinal) this.#lost(CLOSE.broken, textOf(error), 'end', error);
      else this.#lost(CLOSE.broken, textOf(error), 'retry');
    }
  }

  #open(transport: Transport, token: string, isCurrent: () => boolean): void {
    this.#transport = transport;
    this.#parts.clear();
    this.#taken = 0;
    this.#tookMs = this.#options.clock.steadyMs();
    transport.listen({
      message: (bytes) => {
        if (isCurrent()) this.#message(bytes);
      },
      closed: (code, reason) => {
        if (!isCurrent()) return;
        this.#lost(code, reason, reactionTo(code, !this.#wasWelcomed, this.#options.canRenewToken));
      },
    });
    transport.send(encodeHello({ ...this.#events.hello(), token }));
  }

  #message(bytes: Uint8Array): void {
    this.#heardMs = this.#options.clock.steadyMs();
    try {
      const frame = this.#decode(bytes);
      if (frame === undefined) return;
      if ((frame.type === FRAME.welcome) === this.#isWelcomed) {
        throw new ProtocolError('the first frame of a server must be the welcome, and no other one is');
      }
      if (frame.type === FRAME.welcome) {
        this.#isWelcomed = true;
        this.#wasWelcomed = true;
        this.#openedMs = this.#heardMs;
      }
      this.#events.receive(frame);
    } catch (error) {
      if (error instanceof EcsDbError && error.code === 'CAPACITY_EXCEEDED') {
        this.#break(CLOSE.normal, textOf(error), 'end', error);
        return;
      }
      const code = this.#events.closeCodeOf(error);
      const isFirst = !this.#wasWelcomed;
      const reaction = code === undefined ? 'retry-later' : reactionTo(code, isFirst, this.#options.canRenewToken);
      this.#break(code ?? CLOSE.normal, textOf(error), reaction);
      if (code === undefined) throw error;
    }
  }

  /** Undefined for what is ignored, and for parts but the last. */
  #decode(bytes: Uint8Array): ServerFrame | undefined {
    const frame = decodeServerFrame(bytes);
    if (frame?.type === FRAME.stage) this.#take();
    if (frame?.type !== FRAME.part || !this.#isWelcomed) return frame;
    this.#take();
    const whole = this.#parts.add(frame);
    const inner = whole && decodeServerFrame(whole);
    if (inner?.type === FRAME.part) throw new ProtocolError('a frame in parts contains another part');
    return inner;
  }

  /** Proves to the server that content goes through, which its socket does not show. */
  #take(): void {
    this.#taken++;
    if (this.#heardMs - this.#tookMs < TOOK_EVERY_MS) return;
    this.#tookMs = this.#heardMs;
    this.send(encodeTook(this.#taken));
  }

  /** Gives the connection up, whatever the other side says. */
  #break(code: number, reason: string, reaction: Reaction, error?: EcsDbError): void {
    this.#transport?.close(code, reason);
    this.#lost(code, reason, reaction, error);
  }

  #lost(code: number, reason: string, reaction: Reaction, error?: EcsDbError): void {
    this.#cancelTimer();
    this.#attempt++;
    this.#transport = undefined;
    this.#noteQuality(code, reaction);
    this.#isWelcomed = false;
    const isEnd = reaction === 'end' || !this.#options.canDialAgain;
    if (isEnd) {
      this.#isEnded = true;
      this.#isWaiting = false;
      this.#stopWaking();
    }
    const nextAttemptMs = isEnd ? undefined : this.#scheduleAttempt(reaction === 'retry-later');
    this.#events.disconnected({ code, reason, error, nextAttemptMs });
  }

  /** A good connection begins the count of failures again. */
  #noteQuality(code: number, reaction: Reaction): void {
    const nowMs = this.#options.clock.steadyMs();
    const isRefused = reaction === 'retry-later' || code === CLOSE.unauthenticated;
    if (!this.#isWelcomed || (isRefused && nowMs - this.#openedMs < GOOD_MS)) return;
    this.#backoff.reset();
    this.#lostMs = nowMs;
  }

  /** Returns when it begins, by the clock of the system. */
  #scheduleAttempt(isOverload: boolean): number {
    const { clock } = this.#options;
    const ms = this.#backoff.nextMs(isOverload, clock.steadyMs() - this.#lostMs < SHORT_OUTAGE_MS);
    this.#isWaiting = true;
    this.#cancelTimer = clock.after(ms, () => void this.#connect());
    return clock.nowMs() + ms;
  }

  /** Breaks the connection if nothing is heard for a while. */
  #scheduleCheck(silenceMsMax: number = SILENCE_MS): void {
    const { clock } = this.#options;
    const check = (): void => {
      const silenceMs = clock.steadyMs() - this.#heardMs;
      if (silenceMs < silenceMsMax) this.#scheduleCheck();
      else {
        const reason = `nothing was heard of ${this.#awaited} for ${Math.round(silenceMs / 1000)} s`;
        this.#break(CLOSE.timeout, reason, 'retry');
      }
    };
    this.#cancelTimer = clock.after(CHECK_MS, check, true);
  }

  /** The page is shown again, or the network is there again: a waiting client connects at once. */
  #wake(): void {
    if (this.#isEnded) return;
    if (this.#isWaiting) {
      this.reconnect();
    } else if (this.#isWelcomed) {
      // The computer may have slept, and the connection may be dead.
      this.#events.probe();
      this.#cancelTimer();
      this.#scheduleCheck(CHECK_MS);
    }
  }
}

/** The message of an error, without the code at its beginning. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof EcsDbError ? error.message.slice(error.code.length + 2) : error.message;
}
