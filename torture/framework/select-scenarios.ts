/** Which scenarios the option `--only` means. */

import type { Scenario } from './scenario.js';

/**
 * `only` has names of scenarios and of groups, separated by commas. A group is the scenarios whose names begin with its
 * name, or with its name and a hyphen. Returns each scenario once; a text if a name is wrong.
 */
export function selectScenarios(scenarios: readonly Scenario[], only: string): readonly Scenario[] | string {
  const selected = new Set<Scenario>();
  for (const name of only.split(',')) {
    const found = scenarios.filter((one) => one.name === name || one.name.startsWith(`${name}-`));
    if (found.length === 0) return unknown(scenarios, name);
    for (const scenario of found) selected.add(scenario);
  }
  return [...selected];
}

function unknown(scenarios: readonly Scenario[], name: string): string {
  const names = scenarios.map((one) => one.name);
  const groups = new Set(names.filter((one) => one.includes('-')).map((one) => one.replace(/-.*/, '')));
  return (
    `there is no scenario or group "${name}"; there are ${names.join(', ')}; ` +
    `a group is the beginning of names before a hyphen, such as ${[...groups].join(', ')}`
  );
}
