/**
 * Lets clients check what they hold: every 30 s, each channel, one piece after the other; and at once after a resume by
 * ids, which believes what the client says. A piece is a checksum over a range of entity indexes, as they are in the
 * step that was sent last, so that no large channel blocks the thread.
 */

import type { Clock } from '../../clock.js';
import { encodeVerify } from '../../protocol/index.js';
import type { Channel } from '../channels/channel.js';
import type { Session } from '../clients/session.js';
import type { SectionEncoder } from './encode-section.js';

const EVERY_MS = 30_000;
/** Of records that are read in one step, for all clients together: that takes about 2 ms. */
const BYTES_PER_STEP = 256 * 1024;
/** What a piece takes beside its records, as so many bytes. */
const PIECE_BYTES = 1024;

/** What is left to check of the channels of a client. */
interface Rest {
  readonly channels: Channel[];
  /** Of the last channel: the first entity index. */
  next: number;
}

interface Piece {
  readonly frame: Uint8Array;
  /** Where the next piece begins; 0 at the end. */
  readonly next: number;
}

export class Verifier {
  readonly #encoder: SectionEncoder;
  /** The one that waits longest first. */
  readonly #rests: Map<Session, Rest> = new Map();
  /** Of the present step, by channel and first index. */
  readonly #pieces: Map<string, Piece> = new Map();
  readonly #cancel: () => void;
  #bytesLeft = 0;

  /** `begun` is called when clients wait for checks. */
  constructor(clock: Clock, sessions: Iterable<Session>, encoder: SectionEncoder, begun: () => void) {
    this.#encoder = encoder;
    let cancel = (): void => undefined;
    const next = (): void => {
      cancel = clock.after(
        EVERY_MS,
        () => {
          for (const session of sessions) this.check(session);
          begun();
          next();
        },
        true,
      );
    };
    next();
    this.#cancel = () => cancel();
  }

  /** All channels of a client are checked, those that are not open by then left out. */
  check(session: Session): void {
    if (this.#rests.has(session)) return;
    this.#rests.set(session, { channels: Array.from(session.held, ({ channel }) => channel), next: 1 });
  }

  delete(session: Session): void {
    this.#rests.delete(session);
  }

  stop(): void {
    this.#cancel();
    this.#rests.clear();
  }

  /**
   * Called when a step was sent, with whether a client has it, and everything that its channels contain. Returns the
   * rates of such clients with more to check later; others are checked with a step of theirs.
   */
  run(isCurrent: (session: Session) => boolean): Set<number> {
    const waiting = new Set<number>();
    if (this.#rests.size === 0) return waiting;
    this.#pieces.clear();
    this.#bytesLeft = BYTES_PER_STEP;
    for (const [session, rest] of [...this.#rests]) {
      if (isCurrent(session) && !this.#send(session, rest)) waiting.add(session.hz);
    }
    return waiting;
  }

  /** One piece at most for each client. False if there is more to check. */
  #send(session: Session, rest: Rest): boolean {
    for (;;) {
      const channel = rest.channels.at(-1);
      if (channel === undefined) {
        this.#rests.delete(session);
        return true;
      }
      const held = session.held.get(channel.number);
      const isOpen = held?.state === 'open';
      const piece = isOpen ? this.#piece(channel, rest.next) : undefined;
      if (isOpen && piece === undefined) return false;
      if (held !== undefined && piece !== undefined) session.verify(held, piece.frame);
      rest.next = piece?.next ?? 0;
      if (rest.next === 0) {
        rest.channels.pop();
        rest.next = 1;
      }
      if (piece === undefined) continue;
      // Others come first in the next step.
      this.#rests.delete(session);
      this.#rests.set(session, rest);
      return false;
    }
  }

  /** Undefined if it has to wait for the next step. */
  #piece(channel: Channel, first: number): Piece | undefined {
    const key = `${channel.number} ${first}`;
    const known = this.#pieces.get(key);
    if (known !== undefined) return known;
    if (this.#bytesLeft <= 0) return undefined;
    const { checksum, next, bytes } = this.#encoder.checksum(channel, first);
    this.#bytesLeft -= bytes + PIECE_BYTES;
    const piece = { frame: encodeVerify({ channel: channel.number, first, end: next, checksum }), next };
    this.#pieces.set(key, piece);
    return piece;
  }
}
