/**
 * Structural change in random order: of 10,000 entities, half of which move, each tick stops 500, starts 500, destroys
 * 200 and creates 200. A slot is the place of an entity in the list; a new entity takes the slot of a destroyed one.
 */

import { times } from '../expect.js';
import { createSteps, place, rate } from './data.js';
import { createRandom, shuffled } from './random.js';

const SLOTS = 10_000;
const SWITCHED = 500;
const REPLACED = 200;

/** Ticks before the first run. */
const TICKS_BEFORE = 50;

/** The rows of new entities, by slot. */
export const PLACES = times(SLOTS, place);
export const RATES = times(SLOTS, rate);

/** The plan of the ticks after those of `buildChurned`. */
export function createChurnPlan() {
  const plan = createPlan();
  for (let tick = 0; tick < TICKS_BEFORE; tick++) plan.next();
  return plan;
}

/** Creates the entities, and does the first ticks. */
export function buildChurned({ create, add, remove, destroy }) {
  const plan = createPlan();
  const entities = PLACES.map((Position) => create({ Position }));
  for (const slot of plan.moving) add(entities[slot], 'Velocity', RATES[slot]);
  for (let tick = 0; tick < TICKS_BEFORE; tick++) {
    const { stopped, started, replaced } = plan.next();
    for (const slot of stopped) remove(entities[slot], 'Velocity');
    for (const slot of started) add(entities[slot], 'Velocity', RATES[slot]);
    for (const slot of replaced) destroy(entities[slot]);
    for (const slot of replaced) entities[slot] = create({ Position: PLACES[slot], Velocity: RATES[slot] });
  }
  return entities;
}

/** The records after that many ticks, from plain objects. After its changes, each tick moves what has a velocity. */
export function churnedRecords(ticks) {
  const plan = createPlan();
  const nextStep = createSteps();
  const records = PLACES.map((Position) => ({ Position: { ...Position } }));
  for (const slot of plan.moving) records[slot].Velocity = RATES[slot];
  for (let tick = 0; tick < TICKS_BEFORE + ticks; tick++) {
    const { stopped, started, replaced } = plan.next();
    for (const slot of stopped) records[slot].Velocity = undefined;
    for (const slot of started) records[slot].Velocity = RATES[slot];
    for (const slot of replaced) records[slot] = { Position: { ...PLACES[slot] }, Velocity: RATES[slot] };
    if (tick >= TICKS_BEFORE) moveAll(records, nextStep());
  }
  return records;
}

function moveAll(records, step) {
  for (const { Position, Velocity } of records) {
    if (Velocity === undefined) continue;
    Position.x += Velocity.x * step;
    Position.y += Velocity.y * step;
    Position.z += Velocity.z * step;
  }
}

/** `next()` draws the slots of the next tick. It returns the same object each time. */
function createPlan() {
  const random = createRandom(2);
  const order = shuffled(
    times(SLOTS, (slot) => slot),
    random,
  );
  const moving = order.slice(0, SLOTS / 2);
  const still = order.slice(SLOTS / 2);
  const tick = { stopped: [], started: [], replaced: [] };
  return {
    moving: moving.slice(),
    next() {
      take(moving, SWITCHED, random, tick.stopped);
      take(still, SWITCHED, random, tick.started);
      take(moving, REPLACED, random, tick.replaced);
      moving.push(...tick.started, ...tick.replaced);
      still.push(...tick.stopped);
      return tick;
    },
  };
}

function take(slots, count, random, taken) {
  for (let index = 0; index < count; index++) {
    const at = Math.floor(random() * slots.length);
    taken[index] = slots[at];
    slots[at] = slots[slots.length - 1];
    slots.pop();
  }
}
