/** Random numbers that are the same in every run: every library gets the same world. */

/** Returns a function that returns numbers from 0 to 1, without 1 (mulberry32). */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Returns the items in random order. */
export function shuffled(items, random) {
  const list = [...items];
  for (let end = list.length; end > 1; end--) {
    const at = Math.floor(random() * end);
    [list[at], list[end - 1]] = [list[end - 1], list[at]];
  }
  return list;
}
