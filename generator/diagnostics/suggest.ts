/** The nearest spelling among words that would have been right. */

/** The candidate that a typing slip most likely meant, or `undefined` if none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  // A third of the word may be wrong; of a single letter, nothing.
  let bestDistance = word.length < 2 ? 1 : Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance || candidate === '') continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
      if (distance === 0) break;
    }
  }
  return best;
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `; did you mean ${quote(found)}?`;
}

/** What a message and its help say of a word that is none of the candidates: the nearest of them, or else all. */
export function alternatives(
  word: string,
  candidates: Iterable<string>,
): { suggestion: string; help: string | undefined } {
  const known = [...candidates];
  const suggestion = didYouMean(word, known);
  const isListed = suggestion === '' && known.length > 0;
  return { suggestion, help: isListed ? `known here: ${listed(known)}` : undefined };
}

/** Names in quotes, as many as fit a line or two. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 16).map(quote).join(', ');
  return names.length > 16 ? `${shown}, ${names.length - 16} more` : shown;
}

/** A word in double quotes, made safe to print and cut if it is absurdly long. */
export function quote(word: string): string {
  return JSON.stringify(word.length > 80 ? `${word.slice(0, 77)}...` : word);
}

/** Steps to turn one word into the other: insert, delete, replace, or swap two neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
