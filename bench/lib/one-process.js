/** Runs all cases of a contestant in one process: as figures, and as a check of results without figures. */

import { runProgram } from './child.js';
import { summarise } from './statistics.js';
import { judge } from './wanted.js';

const ROUNDS = 100;

/** The contestants of the cases, and for each the paths of its cases. */
async function programsOf(cases) {
  const programs = new Map();
  for (const { path } of cases) {
    for (const name of Object.keys((await import(path)).contestants)) {
      programs.set(name, [...(programs.get(name) ?? []), path]);
    }
  }
  return programs;
}

/**
 * Measures each contestant in `processes` processes. Contestants take turns. Returns the results like those of separate
 * processes.
 */
export async function measurePrograms(node, cases, processes) {
  const measured = new Map(cases.map(({ path }) => [path, new Map()]));
  const leftOut = new Map();
  const programs = await programsOf(cases);
  for (let process = 0; process < processes; process++) {
    for (const [contestant, paths] of programs) {
      const program = runProgram(node, { contestant, rounds: ROUNDS, paths });
      if (program.unavailable !== undefined) leftOut.set(contestant, program.unavailable);
      for (const { path, samples } of program.cases ?? []) {
        const rounds = measured.get(path).get(contestant) ?? [];
        measured.get(path).set(contestant, [...rounds, { samples, facts: {} }]);
      }
    }
  }
  const results = [];
  for (const { id, path } of cases) {
    const rounds = measured.get(path);
    if (rounds.size === 0) continue;
    const { title, wanted = [] } = await import(path);
    results.push({ id, title, contestants: summarise(rounds), wanted: judge(wanted.filter(isOfTime), rounds) });
  }
  return { results, leftOut: [...leftOut].map(([name, why]) => ({ name, why })) };
}

/** Checks the results of each contestant. Throws if one is wrong. Prints a line for each contestant. */
export async function checkPrograms(node, cases) {
  for (const [contestant, paths] of await programsOf(cases)) {
    const begun = performance.now();
    const program = runProgram(node, { contestant, rounds: 0, paths });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const result = program.unavailable ?? `${program.cases.length} cases have the expected results (${seconds} s)`;
    console.log(`${contestant}: ${result}`);
  }
}

function isOfTime({ fact }) {
  return fact === undefined;
}
