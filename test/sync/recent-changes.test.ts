/** Changes are read for clients that resume: each part of the log a few times at most, whatever versions they say. */

import { type Commit, Database, EcsDbError } from '@ecsdb/runtime';
import { afterEach, expect, jest, test } from '@jest/globals';
import { ErrorReports } from '../../sync/src/server/clients/error-reports.js';
import { type ChangeSource, RecentChanges } from '../../sync/src/server/resume/recent-changes.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "bytes", type = "[u8; 65000]" }]
`);

afterEach(() => {
  jest.restoreAllMocks();
});

/** A log with versions from `oldest` to `newest`, each with a MiB for the same units. Nothing is in the feed. */
class Log implements ChangeSource {
  readonly durableVersion: number;
  /** Versions that were read. */
  reads = 0;
  failures = 0;
  readonly #oldest: number;
  readonly #bytes: Uint8Array;

  constructor(oldest: number, newest: number) {
    this.#oldest = oldest;
    this.durableVersion = newest;
    const db = Database.memory(SCHEMA);
    const unit = db.component('unit');
    const commits = db.commitsSince(0);
    db.writeSync((tx) => {
      for (let i = 0; i < 16; i++) tx.insert(tx.create(), unit, { bytes: new Array(65_000).fill(i) });
    });
    this.#bytes = [...commits, ...db.commitsSince(0)][0]?.bytes ?? new Uint8Array();
  }

  commitsSince(version: number): Iterable<Commit> {
    if (this.failures > 0) {
      this.failures--;
      throw new Error('the device has failed');
    }
    if (version < this.durableVersion) throw new EcsDbError('VERSION_GONE', 'not in the feed');
    return [];
  }

  async *history(version: number): AsyncIterable<Commit<undefined>> {
    if (version + 1 < this.#oldest) {
      throw new EcsDbError('VERSION_GONE', 'not in the log', { oldestVersion: this.#oldest });
    }
    for (let at = version + 1; at <= this.durableVersion; at++) {
      this.reads++;
      yield { version: at, bytes: this.#bytes } as Commit<undefined>;
    }
  }
}

class Reader {
  readonly errors: unknown[] = [];
  readonly #clock = new ManualClock();
  readonly #recent: RecentChanges;

  constructor(log: Log, onError: (error: unknown) => void = (error) => this.errors.push(error)) {
    this.#recent = new RecentChanges(log, this.#clock, new ErrorReports(onError));
  }

  /** For each version, whether the changes after it are found. All are asked for at once. */
  async find(...versions: readonly number[]): Promise<readonly boolean[]> {
    const found: boolean[] = versions.map(() => false);
    let waiting = versions.length;
    versions.forEach((version, i) => {
      void this.#recent.since(version).then((changes) => {
        found[i] = changes !== undefined && changes.since <= version && changes.hasChanged(0, 1, version);
        waiting--;
      });
    });
    for (let turn = 0; turn < 10_000 && waiting > 0; turn++) {
      for (let i = 0; i < 20; i++) await Promise.resolve();
      this.#clock.advance(1);
    }
    expect(waiting).toBe(0);
    return found;
  }
}

test('a client that needs too much does not spoil the resume of others', async () => {
  const reader = new Reader(new Log(1, 200));
  expect(await reader.find(0, 190, 1, 150)).toEqual([false, true, false, true]);
});

test('a client whose version is not in the log any more does not spoil the resume of others', async () => {
  const reader = new Reader(new Log(100, 120));
  expect(await reader.find(0, 110, 98, 99)).toEqual([false, true, false, true]);
});

test.each([
  ['the same', () => 3],
  ['later and later ones', (i: number) => i],
  ['earlier and earlier ones', (i: number) => 199 - i],
])('versions in vain, %s: no part of the log is read more than a few times', async (_order, versionAt) => {
  const log = new Log(1, 200);
  const reader = new Reader(log);
  let found = 0;
  for (let i = 0; i < 150; i++) found += Number((await reader.find(versionAt(i)))[0]);
  expect(log.reads).toBeLessThan(600);
  if (versionAt(0) === 199) expect(found).toBeGreaterThan(50);
});

test('an `onError` that throws stops no resume', async () => {
  const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const log = new Log(1, 20);
  const reader = new Reader(log, () => {
    throw new Error('of onError');
  });
  log.failures = 1;
  expect(await reader.find(10, 10)).toEqual([false, true]);
  expect(await reader.find(10)).toEqual([true]);
  expect(warning).toHaveBeenCalled();
});
