/** Sorting rows of a table. */

/** Rows of the table for each row to sort, up to which a bitmap takes less time than comparing. */
const TABLE_ROWS_MAX = 256;

/** Sorts the first `count` of `rows`, which are different rows of a table with `tableRows` rows. */
export function ascendingRows(rows: Uint32Array, count: number, tableRows: number): void {
  if (count * TABLE_ROWS_MAX < tableRows) {
    rows.subarray(0, count).sort();
    return;
  }
  const bitmap = new Uint32Array((tableRows + 31) >>> 5);
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    bitmap[row >>> 5] = (bitmap[row >>> 5] as number) | (1 << (row & 31));
  }
  let to = 0;
  for (let word = 0; word < bitmap.length; word++) {
    for (let bits = bitmap[word] as number; bits !== 0; bits &= bits - 1) {
      rows[to++] = (word << 5) + 31 - Math.clz32(bits & -bits);
    }
  }
}
