/**
 * T5 at random: several kinds of damage to the files of a directory at once. Tests check the exact outcome of each
 * kind.
 */

import { isSameDisk, Opener } from '../damage/attempt.js';
import { damageFiles } from '../damage/random-damage.js';
import { makeSample, SAMPLE_NAMES, type Sample } from '../damage/sample.js';
import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

const ATTEMPTS = { short: 400, long: 200_000 } as const;
const MISCHIEFS_MAX = 4;
const USE_ONE_IN = 10;

const REFUSALS: ReadonlySet<string> = new Set(['CORRUPT', 'FORMAT_UNSUPPORTED', 'NOT_A_DATABASE']);

export const files: Scenario = {
  name: 'files',
  proves: 'whatever happens to files, an opening finds a state of the history or is refused without a change',
  run: async (context) => {
    const clock = new VirtualClock(context.runtime);
    const samples: Sample[] = [];
    for (const name of SAMPLE_NAMES) samples.push(await makeSample(context.runtime, name));
    const opener = new Opener(context.runtime, clock);
    // The same databases with other ids and salts.
    const others = [await makeSample(context.runtime, 'closed'), await makeSample(context.runtime, 'young')];
    await clock.during(async () => {
      for (let i = 0; i < ATTEMPTS[context.effort] && context.hasTime(); i++) {
        await attempt(context, opener, context.random.pick(samples), others);
      }
    });
  },
};

async function attempt(context: Context, opener: Opener, sample: Sample, others: readonly Sample[]): Promise<void> {
  const { random, count, at } = context;
  const fs = sample.fs.clone();
  const done = [];
  for (let left = 1 + random.below(MISCHIEFS_MAX); left > 0; left--) {
    done.push(
      damageFiles(
        fs,
        sample,
        others.map((other) => other.fs),
        random,
      ),
    );
  }
  at(`${sample.name}: ${done.join('; ')}`);
  const before = fs.clone();
  const result = await opener.open(fs);
  if (!result.isOpen) {
    const { error } = result;
    require(REFUSALS.has(error.code) && error.case !== undefined, 'a refusal names its case', () => error);
    const { firstVersion = 1, lastVersion = firstVersion } = error;
    require(firstVersion >= 1 && lastVersion >= firstVersion, 'the versions at risk are a range', () => error);
    require(isSameDisk(before, fs), 'a refusal changes nothing');
    return count(`refused, ${error.code}, case ${error.case}`);
  }
  const { version, report } = result;
  require(version <= sample.version, 'no version is invented', () => version);
  const isNew = report === undefined;
  count(isNew ? 'a new database' : version === sample.version ? 'the same state' : 'an earlier state');
  if (random.oneIn(USE_ONE_IN)) await opener.goOn(fs);
}
