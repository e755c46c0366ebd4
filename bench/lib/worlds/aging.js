/**
 * A world after an hour of play: 5,000 entities with random sets of nine components, and 100,000 random structural
 * changes. One change of ten replaces an entity; the others add or remove a component.
 */

import { fractional, times } from '../expect.js';
import { place, rate, TAG, VALUE, VECTOR } from './data.js';
import { createRandom } from './random.js';

const SLOTS = 5000;
const CHANGES = 100_000;
const CHANGES_OF_TICK = 1000;

export const AGED_SHAPES = {
  A: VALUE,
  B: VALUE,
  C: VALUE,
  D: VALUE,
  E: VALUE,
  Position: VECTOR,
  Velocity: VECTOR,
  Force: VECTOR,
  Frozen: TAG,
};

const NAMES = Object.keys(AGED_SHAPES);

/** Records at the beginning and at the end, and the changes between. */
const first = [];
const changes = [];
export const agedRecords = [];
drawChanges();

/** More entities than there ever are. */
export const AGED_CAPACITY = SLOTS + CHANGES_OF_TICK;
export const AGED_TICKS = CHANGES / CHANGES_OF_TICK;

export function buildFirst({ create }) {
  return first.map(create);
}

/** Does the changes of one tick. */
export function ageBy(tick, { create, add, remove, destroy }, entities) {
  for (const { slot, record, name, row } of changes.slice(tick * CHANGES_OF_TICK, (tick + 1) * CHANGES_OF_TICK)) {
    if (record !== undefined) {
      destroy(entities[slot]);
      entities[slot] = create(record);
    } else if (row === undefined) {
      remove(entities[slot], name);
    } else {
      add(entities[slot], name, row);
    }
  }
}

function drawChanges() {
  const random = createRandom(5);
  const indexBelow = (end) => Math.floor(random() * end);
  const drawRecord = (seed) =>
    Object.fromEntries(NAMES.filter(() => random() < 0.5).map((name) => [name, rowOf(name, seed)]));
  first.push(...times(SLOTS, drawRecord));
  agedRecords.push(...first);
  for (let seed = 0; seed < CHANGES; seed++) {
    const slot = indexBelow(SLOTS);
    if (random() < 0.1) {
      const record = drawRecord(seed);
      changes.push({ slot, record });
      agedRecords[slot] = record;
    } else {
      const name = NAMES[indexBelow(NAMES.length)];
      const row = agedRecords[slot][name] === undefined ? rowOf(name, seed) : undefined;
      changes.push({ slot, name, row });
      agedRecords[slot] = { ...agedRecords[slot], [name]: row };
    }
  }
}

function rowOf(name, seed) {
  if (name === 'Frozen') return {};
  if (name === 'Position') return place(seed);
  return name === 'Velocity' || name === 'Force' ? rate(seed) : { value: fractional(seed) };
}
