/** The most similar of the words that would be valid. */

/** The candidate that is most similar to a misspelt word; `undefined` if none is similar. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  // Up to a third of the letters may differ; in a word of one letter, none.
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

/**
 * For a word that is none of the candidates: a suggestion for the message or, if none is similar, a help with all
 * candidates.
 */
export function alternatives(
  word: string,
  candidates: Iterable<string>,
): { suggestion: string; help: string | undefined } {
  const known = [...candidates];
  const suggestion = didYouMean(word, known);
  const isListed = suggestion === '' && known.length > 0;
  return { suggestion, help: isListed ? `known names: ${listed(known)}` : undefined };
}

/** At most 16 names in quotes, and the number of the others. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 16).map(quote).join(', ');
  return names.length > 16 ? `${shown}, ${names.length - 16} more` : shown;
}

/** A word in double quotes, escaped for printing, and shortened if it is very long. */
export function quote(word: string): string {
  return JSON.stringify(word.length > 80 ? `${word.slice(0, 77)}...` : word);
}

/**
 * Insertions, deletions, replacements and swaps of neighbours from one word to the other (optimal string alignment).
 */
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
