/** Best and median of the rounds, and the ratio to the first contestant of the case. */

export function summarise(measured) {
  const summaries = [...measured].map(([name, rounds]) => {
    const samples = rounds.flatMap((round) => round.samples);
    return {
      name,
      bestSeconds: Math.min(...samples),
      medianSeconds: median(samples),
      facts: medianFacts(rounds),
    };
  });
  const [first] = summaries;
  return summaries.map((summary) => ({
    ...summary,
    bestRatio: summary.bestSeconds / first.bestSeconds,
    medianRatio: summary.medianSeconds / first.medianSeconds,
  }));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many times as fast as `reference` each contestant is: the geometric mean over the cases that have both. */
export function geometricMeans(results, reference) {
  const logarithms = new Map();
  for (const { contestants } of results) {
    const seconds = contestants.find(({ name }) => name === reference)?.medianSeconds;
    if (seconds === undefined) continue;
    for (const { name, medianSeconds } of contestants) {
      logarithms.set(name, [...(logarithms.get(name) ?? []), Math.log(seconds / medianSeconds)]);
    }
  }
  return [...logarithms].map(([name, list]) => ({
    name,
    cases: list.length,
    timesAsFast: Math.exp(list.reduce((sum, logarithm) => sum + logarithm, 0) / list.length),
  }));
}

function medianFacts(rounds) {
  return Object.fromEntries(
    Object.keys(rounds[0].facts).map((fact) => [fact, median(rounds.map(({ facts }) => facts[fact]))]),
  );
}
