/** A hash of a set of tables. */

// FNV-1a with 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/, and draft-eastlake-fnv of the IETF.
const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** The hash of tables with these ids, as 16 hexadecimal digits. */
export function archetypeOf(ids: readonly number[]): string {
  let hash = OFFSET_BASIS;
  for (const id of ids.toSorted((a, b) => a - b)) {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = BigInt.asUintN(64, (hash ^ BigInt((id >>> shift) & 255)) * PRIME);
    }
  }
  return hash.toString(16).padStart(16, '0');
}
