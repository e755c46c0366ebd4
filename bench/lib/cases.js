/** Finds the cases: every file in cases/<group>/. */

import { readdirSync } from 'node:fs';

const CASES = new URL('../cases/', import.meta.url);

/** Returns the cases whose `group/name` contains `text`. */
export function findCases(text) {
  const cases = readdirSync(CASES)
    .sort()
    .flatMap((group) =>
      readdirSync(new URL(`${group}/`, CASES))
        .sort()
        .map((file) => ({
          id: `${group}/${file.replace(/\.js$/, '')}`,
          path: new URL(`${group}/${file}`, CASES).href,
        })),
    )
    .filter(({ id }) => id.includes(text));
  if (cases.length === 0) throw new Error(`no case has a name that contains "${text}"`);
  return cases;
}
