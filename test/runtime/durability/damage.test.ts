/**
 * Promises: a crash loses only frames that were not synced (T3). A flipped bit never leads to a wrong state (T4), and
 * neither does any change of whole files (T5). The long forms, with every byte and every bit, are torture scenarios.
 */

import { expect, test } from '@jest/globals';
import { files } from '../../../torture/scenarios/files.js';
import { flips } from '../../../torture/scenarios/flips.js';
import { torn } from '../../../torture/scenarios/torn.js';
import { countOf, runShort } from './scenario.js';

test(`T3: ${torn.proves}`, async () => {
  const counts = await runShort(torn);
  for (const sample of ['crashed', 'unsynced']) {
    // A file that ends within the frame, a frame without its end, and a frame without its header.
    for (const label of ['B4', 'B5', 'B7', 'B8']) {
      expect(countOf(counts, `${sample}: torn, case ${label}`)).toBeGreaterThan(0);
    }
  }
});

test(`T4: ${flips.proves}`, async () => {
  const counts = await runShort(flips);
  const flipsOf = (region: string): number => countOf(counts, `${region}:`);
  // A flipped bit in these regions must be detected.
  for (const [region, label] of [
    ['manifest', 'D4'],
    ['older segment, header', 'D4'],
    ['older segment, frames', 'B1'],
    ['last segment, header', 'D4'],
    ['last segment, schema', 'B1'],
    ['last segment, proven frames', 'B3'],
    ['last segment, unproven frame, payload', 'B9'],
  ] as const) {
    expect(flipsOf(region)).toBeGreaterThan(0);
    expect(countOf(counts, `${region}: refused, ${label}`)).toBe(flipsOf(region));
  }
  // A flipped bit in these regions must not change the state.
  for (const region of ['newest snapshot', 'older snapshot', 'segment not needed, frames']) {
    const regionFlips = countOf(counts, region);
    expect(regionFlips).toBeGreaterThan(0);
    expect(
      countOf(counts, `${region}: same state`) +
        countOf(counts, `${region}, header: same state`) +
        countOf(counts, `${region}, blocks: same state`),
    ).toBe(regionFlips);
  }
});

test(`T5: ${files.proves}`, async () => {
  const counts = await runShort(files);
  for (const outcome of ['the same state', 'an earlier state', 'refused, CORRUPT', 'refused, CORRUPT, case D7']) {
    expect(countOf(counts, outcome)).toBeGreaterThan(0);
  }
});
