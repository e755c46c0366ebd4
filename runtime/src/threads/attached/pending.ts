/** Transactions that were sent and have no reply yet. */

const TICKETS = 2 ** 32;

/** Settled entries at the front are removed once there are this many and they are half of all entries. */
const SETTLED_MAX = 1024;

/** A transaction that waits for its reply. */
export interface Pending {
  /** The time of sending, in milliseconds. */
  readonly sentAt: number;
  resolve(version: number): void;
  reject(error: unknown): void;
}

/**
 * Pending transactions by ticket. Tickets count up, so the oldest is the first. Hot: an array whose settled front is
 * removed from time to time.
 */
export class PendingList {
  /** Number of pending transactions. */
  size = 0;
  #entries: (Pending | undefined)[] = [];
  /** Number of settled entries at the front. */
  #front = 0;
  /** The ticket of the first entry. */
  #firstTicket: number;

  /** `firstTicket` is the ticket of the first transaction that is added. */
  constructor(firstTicket = 0) {
    this.#firstTicket = firstTicket;
  }

  /** Returns its ticket. */
  add(pending: Pending): number {
    this.size++;
    this.#entries.push(pending);
    return (this.#firstTicket + this.#entries.length - 1) % TICKETS;
  }

  /** Removes the transaction with this ticket and returns it; `undefined` if there is none, whatever the number. */
  take(ticket: number): Pending | undefined {
    const at = (ticket - this.#firstTicket + TICKETS) % TICKETS;
    const pending = this.#entries[at];
    if (pending !== undefined) this.#remove(at);
    return pending;
  }

  /** The ticket of the oldest transaction, if there is one. */
  get firstTicket(): number {
    return (this.#firstTicket + this.#front) % TICKETS;
  }

  /** The oldest transaction. */
  get first(): Pending | undefined {
    return this.#entries[this.#front];
  }

  /** Removes the oldest transaction and returns it. */
  takeFirst(): Pending | undefined {
    const pending = this.first;
    if (pending !== undefined) this.#remove(this.#front);
    return pending;
  }

  #remove(at: number): void {
    const entries = this.#entries;
    entries[at] = undefined;
    this.size--;
    while (this.#front < entries.length && entries[this.#front] === undefined) this.#front++;
    if (this.#front < SETTLED_MAX || this.#front * 2 < entries.length) return;
    entries.splice(0, this.#front);
    this.#firstTicket = (this.#firstTicket + this.#front) % TICKETS;
    this.#front = 0;
  }
}
