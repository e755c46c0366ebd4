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
/** Pieces that are computed in one step: about 2 ms. */
const PIECES_PER_STEP = 4;

/** What is left to check of the channels of a client. */
interface Rest {
  readonly channels: Channel[];
  /** Of the first channel: the first entity index. */
  next: number;
}

interface Piece {
  readonly frame: Uint8Array;
  /** Where the next piece begins; 0 at the end. */
  readonly next: number;
}

export class Verifier {
  readonly #encoder: SectionEncoder;
  readonly #rests: Map<Session, Rest> = new Map();
  /** Of the present step, by channel and first index. */
  readonly #pieces: Map<string, Piece> = new Map();
  readonly #cancel: () => void;
  #computed = 0;

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
    this.#rests.set(session, { channels: Array.from(session.held, ({ channel }) => channel), next: 1 });
  }

  delete(session: Session): void {
    this.#rests.delete(session);
  }

  stop(): void {
    this.#cancel();
    this.#rests.clear();
  }

  /** A step is sent now: the rows differ from those of the one before. */
  beginStep(): void {
    this.#pieces.clear();
    this.#computed = 0;
  }

  /** Called for a client that has everything up to the present step. False if there is more to check later. */
  send(session: Session): boolean {
    const rest = this.#rests.get(session);
    if (rest === undefined) return true;
    for (;;) {
      const channel = rest.channels.at(-1);
      if (channel === undefined) {
        this.#rests.delete(session);
        return true;
      }
      const isHeld = session.held.get(channel.number)?.state === 'open';
      const piece = isHeld ? this.#piece(channel, rest.next) : undefined;
      if (isHeld && piece === undefined) return false;
      if (piece !== undefined) session.transport.send(piece.frame);
      rest.next = piece?.next ?? 0;
      if (rest.next === 0) {
        rest.channels.pop();
        rest.next = 1;
      } else return false;
    }
  }

  /** Undefined if it has to wait for the next step. */
  #piece(channel: Channel, first: number): Piece | undefined {
    const key = `${channel.number} ${first}`;
    const known = this.#pieces.get(key);
    if (known !== undefined) return known;
    if (this.#computed === PIECES_PER_STEP) return undefined;
    this.#computed++;
    const { checksum, next } = this.#encoder.checksum(channel, first);
    const piece = { frame: encodeVerify({ channel: channel.number, first, end: next, checksum }), next };
    this.#pieces.set(key, piece);
    return piece;
  }
}
