/** The numbers of the bank. Money is in cents. */

export const ACCOUNTS = 5000;
export const OPENING_BALANCE = 100_00n;
export const TRANSFERS_PER_DAY = 80_000;
/** Transfers that are pending at the same time. */
export const AT_ONCE = 500;
export const TRANSFER_MAX = 150_00;
