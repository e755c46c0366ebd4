/**
 * What each transaction of the ledger does: it depends on the transaction's number alone. So everybody who knows how many there
 * were knows what must be there, in whichever process they were made.
 */

import { Random } from '../framework/random.js';
import { NOTE_BYTES_MAX } from './schema.js';

export const ACCOUNTS = 6;
export const OPENING_BALANCE = 1000;
/** How many entries there are at most: each transaction makes one, and ends the one that has become too old. */
const ENTRIES_MAX = 12;

/** A transfer, written down in an entry of its own. */
export interface Change {
  /** From 1 on; transaction 1 also opens the accounts. */
  readonly number: number;
  readonly note: string;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  /** Number of the entry that ends. */
  readonly ended: number | undefined;
  /** The account that gets a mark, or loses the one that it has. */
  readonly marked: number | undefined;
  /** The account whose row is deleted and inserted again. */
  readonly replaced: number | undefined;
}

export function changeOf(number: number): Change {
  const random = new Random(Math.imul(number, 0x9e3779b1));
  const from = random.below(ACCOUNTS);
  return {
    number,
    note: noteOf(number, random),
    from,
    to: (from + 1 + random.below(ACCOUNTS - 1)) % ACCOUNTS,
    amount: 1 + random.below(90),
    ended: number > ENTRIES_MAX ? number - ENTRIES_MAX : undefined,
    marked: random.oneIn(4) ? random.below(ACCOUNTS) : undefined,
    replaced: random.oneIn(5) ? from : undefined,
  };
}

function noteOf(number: number, random: Random): string {
  return `#${number} ${'.'.repeat(random.below(20))}`.slice(0, NOTE_BYTES_MAX);
}
