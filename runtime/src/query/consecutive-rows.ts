/** Consecutive rows as a list, so that generated code steps through runs and lists in the same way. */

/** Element i is i. Grows with the longest table that a loop has gone through, to 4 bytes for each of its rows. */
let numbers: Uint32Array = /*@__PURE__*/ new Uint32Array(0);

/** The rows from `first` to before `end`. */
export function consecutiveRows(first: number, end: number): Uint32Array {
  if (numbers.length < end) {
    numbers = new Uint32Array(Math.max(end, Math.min(numbers.length * 2, 2 ** 24)));
    for (let i = 0; i < numbers.length; i++) numbers[i] = i;
  }
  return numbers.subarray(first, end);
}
