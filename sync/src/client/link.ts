/** Keeps a connection to a server: opens it, notices when it is dead, and opens it again. */

import type { Clock } from '../clock.js';
import {
  CLOSE,
  decodeServerFrame,
  encodeHello,
  FRAME,
  type Hello,
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

export interface LinkEvents {
  /** What the client says first, except for the token. */
  hello(): Omit<Hello, 'token'>;
  /** Makes the server send something, to see whether it is there. */
  probe(): void;
  /** If it throws, the connection is closed. */
  receive(frame: ServerFrame): void;
  /** The code to close the connection with; undefined for an error that is a bug. */
  closeCodeOf(error: unknown): number | undefined;
  connecting(): void;
  /** Also called for attempts that failed. After `isEnd` there is no further one. */
  disconnected(code: number, reason: string, isEnd: boolean): void;
}

/** A server sends something every 5 s. */
const SILENCE_MS = 15_000;
const CHECK_MS = 5000;
/** A connection that lasted that long was a good one. */
const GOOD_MS = 5000;

export class Link {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #backoff: Backoff = new Backoff();
  readonly #stopWaking: () => void;
  #transport: Transport | undefined;
  /** Counts connections, so that events of earlier ones are ignored. */
  #attempt = 0;
  #isWelcomed = false;
  #wasWelcomed = false;
  #isEnded = false;
  #openedMs = 0;
  #heardMs = 0;
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

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt && !this.#isEnded;
    const { clock, token, dial } = this.#options;
    this.#isWaiting = false;
    this.#heardMs = clock.nowMs();
    this.#scheduleCheck();
    this.#events.connecting();
    try {
      const text = await token();
      if (!isCurrent()) return;
      const transport = await dial();
      if (isCurrent()) this.#open(transport, text, isCurrent);
      else transport.close(CLOSE.normal, 'the client has given this connection up');
    } catch (error) {
      if (isCurrent()) this.#lost(CLOSE.broken, error instanceof Error ? error.message : String(error), 'retry');
    }
  }

  #open(transport: Transport, token: string, isCurrent: () => boolean): void {
    this.#transport = transport;
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
    this.#heardMs = this.#options.clock.nowMs();
    try {
      const frame = decodeServerFrame(bytes);
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
      const code = this.#events.closeCodeOf(error);
      this.#break(code ?? CLOSE.normal, error instanceof Error ? error.message : String(error));
      if (code === undefined) throw error;
    }
  }

  /** Gives the connection up, whatever the other side says. */
  #break(code: number, reason: string): void {
    this.#transport?.close(code, reason);
    this.#lost(code, reason, 'retry');
  }

  #lost(code: number, reason: string, reaction: Reaction): void {
    const { clock, canDialAgain } = this.#options;
    this.#cancelTimer();
    this.#attempt++;
    this.#transport = undefined;
    if (this.#isWelcomed && clock.nowMs() - this.#openedMs >= GOOD_MS) this.#backoff.reset();
    this.#isWelcomed = false;
    const isEnd = reaction === 'end' || !canDialAgain;
    if (isEnd) {
      this.#isEnded = true;
      this.#stopWaking();
    } else {
      this.#isWaiting = true;
      const ms = this.#backoff.nextMs(reaction === 'retry-later');
      this.#cancelTimer = clock.after(ms, () => void this.#connect());
    }
    this.#events.disconnected(code, reason, isEnd);
  }

  /** Breaks the connection if nothing is heard for a while. */
  #scheduleCheck(silenceMsMax: number = SILENCE_MS): void {
    const { clock } = this.#options;
    const check = (): void => {
      const silenceMs = clock.nowMs() - this.#heardMs;
      if (silenceMs < silenceMsMax) this.#scheduleCheck();
      else this.#break(CLOSE.timeout, `nothing was heard of the server for ${Math.round(silenceMs / 1000)} s`);
    };
    this.#cancelTimer = clock.after(CHECK_MS, check, true);
  }

  /** The page is shown again, or the network is there again: a waiting client connects at once. */
  #wake(): void {
    if (this.#isEnded) return;
    if (this.#isWaiting) {
      this.#cancelTimer();
      void this.#connect();
    } else if (this.#isWelcomed) {
      // The computer may have slept, and the connection may be dead.
      this.#events.probe();
      this.#cancelTimer();
      this.#scheduleCheck(CHECK_MS);
    }
  }
}
