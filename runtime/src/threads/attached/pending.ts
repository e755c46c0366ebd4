/** Transactions that were sent and not answered. */

const TICKETS = 2 ** 32;

/** Settled entries in front of the others, from which on they are cut off, if they are half of all. */
const SETTLED_MAX = 1024;

/** A transaction on its way: what to tell of it, and to whom. */
export interface Pending {
  /** The time of sending, in milliseconds. */
  readonly sentAt: number;
  resolve(version: number): void;
  reject(error: unknown): void;
}

/** By ticket: numbers that count up, so that the oldest comes first. Hot: an array from which the front is cut off now and then. */
export class PendingList {
  /** How many there are. */
  size = 0;
  #entries: (Pending | undefined)[] = [];
  /** Entries in front that are settled. */
  #front = 0;
  /** The ticket of the first entry. */
  #firstTicket: number;

  /** `firstTicket` is the ticket of the one that is added first. */
  constructor(firstTicket = 0) {
    this.#firstTicket = firstTicket;
  }

  /** Its ticket. */
  add(pending: Pending): number {
    this.size++;
    this.#entries.push(pending);
    return (this.#firstTicket + this.#entries.length - 1) % TICKETS;
  }

  /** Takes out the one with this ticket; `undefined` if it is not there, whatever the number. */
  take(ticket: number): Pending | undefined {
    const at = (ticket - this.#firstTicket + TICKETS) % TICKETS;
    const pending = this.#entries[at];
    if (pending !== undefined) this.#remove(at);
    return pending;
  }

  /** The ticket of the oldest, if there is one. */
  get firstTicket(): number {
    return (this.#firstTicket + this.#front) % TICKETS;
  }

  /** The oldest. */
  get first(): Pending | undefined {
    return this.#entries[this.#front];
  }

  /** Takes out the oldest. */
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
