/** Which known name a misspelt one probably stands for. */

/** The most similar name; `undefined` if more than a third of the letters differ. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const byDistance = names.map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }));
  const [best] = byDistance.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, word.length / 3) ? best.name : undefined;
}

/** How many letters are inserted, deleted, replaced or swapped with their neighbour. */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row: number[] = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(last, j - 1) + Number(from[i - 1] !== to[j - 1]);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
