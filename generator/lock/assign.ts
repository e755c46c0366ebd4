/**
 * Gives names their numbers: ids of tables and fields, values of variants. A number stays with what it was given to,
 * through renames, and is never given to anything else.
 */

import type { RetiredId } from './model.js';

/** Something in the schema that needs a number. */
export interface Claim {
  readonly name: string;
  readonly was: string | undefined;
  /** The number in the schema, if it has one. */
  readonly declared?: number;
}

/** The numbers of one kind that the lock knows, by name. */
export interface Known {
  readonly draft: ReadonlyMap<string, number>;
  readonly released: ReadonlyMap<string, number>;
  readonly retired: readonly RetiredId[];
  /** Whether a name that the draft retired gets its number back. */
  readonly canReturn: boolean;
}

/** A declared number that its owner cannot have. */
export interface Conflict {
  readonly name: string;
  readonly declared: number;
  /** `taken`: it was given to `owner`. `moved`: the released version has another one, `before`. */
  readonly reason: { readonly taken: string } | { readonly moved: number };
}

export interface Assignment {
  readonly numbers: ReadonlyMap<string, number>;
  /** Every number that was given before and is not used now. */
  readonly retired: readonly RetiredId[];
  readonly conflicts: readonly Conflict[];
}

export function assign(claims: readonly Claim[], known: Known): Assignment {
  if (isUnchanged(claims, known)) return { numbers: known.draft, retired: known.retired, conflicts: [] };
  const owners = ownersOf(known);
  const numbers = recognise(claims, known);
  const conflicts = declare(claims, known, owners, numbers);
  const given = new Set([...owners.keys(), ...numbers.values()]);
  let next = 0;
  for (const { name } of claims) {
    if (numbers.has(name)) continue;
    while (given.has(next)) next++;
    numbers.set(name, next);
    given.add(next);
  }
  return { numbers, retired: retiredAfter(known, new Set(numbers.values())), conflicts };
}

/** Whether the draft has the same names. This is so for nearly all tables of a run. */
function isUnchanged(claims: readonly Claim[], { draft }: Known): boolean {
  if (claims.length !== draft.size) return false;
  return claims.every(({ name, declared }) => {
    const number = draft.get(name);
    return number !== undefined && (declared === undefined || declared === number);
  });
}

/** Every number that was ever given, with the last name that had it. */
function ownersOf({ draft, released, retired }: Known): Map<number, string> {
  const owners = new Map(retired.map(({ id, name }) => [id, name]));
  for (const [name, id] of [...released, ...draft]) owners.set(id, name);
  return owners;
}

/**
 * Finds the numbers of what the lock knows. A rename counts before a name, because a schema may give a name that it
 * frees to something else. The released version is asked, too: undoing a change of the draft restores the number.
 */
function recognise(claims: readonly Claim[], { draft, released, retired, canReturn }: Known): Map<string, number> {
  const names = new Set(claims.map(({ name }) => name));
  const earlier = ({ was }: Claim): string => (was === undefined || names.has(was) ? '' : was);
  const undone = new Map(retired.filter((one) => canReturn && one.draft).map(({ name, id }) => [name, id]));
  const rules = [
    (claim: Claim): number | undefined => draft.get(earlier(claim)),
    ({ name }: Claim): number | undefined => draft.get(name),
    ({ name }: Claim): number | undefined => released.get(name),
    (claim: Claim): number | undefined => released.get(earlier(claim)),
    ({ name }: Claim): number | undefined => undone.get(name),
  ];
  const numbers = new Map<string, number>();
  const used = new Set<number>();
  for (const rule of rules) {
    for (const claim of claims) {
      const number = rule(claim);
      if (number === undefined || used.has(number) || numbers.has(claim.name)) continue;
      numbers.set(claim.name, number);
      used.add(number);
    }
  }
  return numbers;
}

/** Lets declared numbers replace recognised ones, unless data would change its meaning. */
function declare(
  claims: readonly Claim[],
  known: Known,
  owners: ReadonlyMap<number, string>,
  numbers: Map<string, number>,
): Conflict[] {
  const released = new Set(known.released.values());
  return claims.flatMap(({ name, declared }): Conflict[] => {
    const before = numbers.get(name);
    if (declared === undefined || declared === before) return [];
    if (before !== undefined && released.has(before)) return [{ name, declared, reason: { moved: before } }];
    const taken = owners.get(declared);
    if (taken !== undefined) return [{ name, declared, reason: { taken } }];
    numbers.set(name, declared);
    return [];
  });
}

function retiredAfter({ draft, retired }: Known, used: ReadonlySet<number>): RetiredId[] {
  const kept = retired.filter(({ id }) => !used.has(id));
  const known = new Set(kept.map(({ id }) => id));
  const added = [...draft].filter(([, id]) => !used.has(id) && !known.has(id));
  return [...kept, ...added.map(([name, id]) => ({ id, name, draft: true }))].sort((a, b) => a.id - b.id);
}
