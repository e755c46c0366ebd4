/** `npm run torture -- --only` takes names of scenarios and of groups. */

import { expect, test } from '@jest/globals';
import type { Scenario } from '../../torture/framework/scenario.js';
import { selectScenarios } from '../../torture/framework/select-scenarios.js';

const SCENARIOS: readonly Scenario[] = ['crash', 'sync', 'sync-leaks', 'sync-frames', 'synchrotron'].map((name) => {
  return { name, proves: '', run: async () => undefined };
});

function selected(only: string): unknown {
  const scenarios = selectScenarios(SCENARIOS, only);
  return typeof scenarios === 'string' ? scenarios : scenarios.map(({ name }) => name);
}

test('a name is a scenario, and the beginning of names before a hyphen is a group', () => {
  expect(selected('crash')).toEqual(['crash']);
  expect(selected('sync-leaks')).toEqual(['sync-leaks']);
  expect(selected('sync')).toEqual(['sync', 'sync-leaks', 'sync-frames']);
});

test('each scenario is selected once', () => {
  expect(selected('sync-frames,sync,crash')).toEqual(['sync-frames', 'sync', 'sync-leaks', 'crash']);
});

test('a wrong name is reported with all scenarios and groups', () => {
  expect(selected('crash,syn')).toBe(
    'there is no scenario or group "syn"; there are crash, sync, sync-leaks, sync-frames, synchrotron; ' +
      'a group is the beginning of names before a hyphen, such as sync',
  );
});
