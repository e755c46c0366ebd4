/** What a transaction can be asked for at the moment, in the thread that owns the database and in others. */

/** Everything. */
export const OPEN = 0;
/** Reading alone: the data of an operation is being read, and code in it (a getter, a proxy, an iterator) may run. */
export const READING_DATA = 1;
/** Nothing. */
export const ENDED = 2;
