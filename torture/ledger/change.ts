/**
 * What each transaction of the ledger does. It depends only on the number of the transaction, so the number of
 * transactions determines the contents, in whichever process they were committed.
 */

import { Random } from '../framework/random.js';
import { NOTE_BYTES_MAX } from './schema.js';

export const ACCOUNTS = 6;
export const OPENING_BALANCE = 1000;
/** The largest number of entries: each transaction creates one, and deletes the one that has become too old. */
const ENTRIES_MAX = 12;

/** A transfer, recorded in an entry. */
export interface Change {
  /** At least 1; transaction 1 also creates the accounts. */
  readonly number: number;
  readonly note: string;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  /** The number of the entry that is deleted. */
  readonly ended: number | undefined;
  /** The account that gets a mark, or loses its mark. */
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
