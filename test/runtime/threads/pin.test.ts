/** Promise: a pin does the same as a WebAssembly program and, where WebAssembly is not allowed, as JavaScript. */

import { Database } from '@ecsdb/runtime';
import { type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import {
  CLOSED,
  PUBLISHED,
  SLOT_PIN,
  slotAt,
  UNREADABLE,
  WRITER_BELL,
} from '../../../runtime/src/threads/shared/layout.js';
import { makePin } from '../../../runtime/src/threads/shared/pin.js';
import { loadPinProgram } from '../../../runtime/src/threads/shared/pin-program.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });
const SLOT = 3;
const AT = slotAt(SLOT) + SLOT_PIN;

const withProgram = (handle: DatabaseHandle): DatabaseHandle => handle;
const withoutProgram = (handle: DatabaseHandle): DatabaseHandle => ({ ...handle, programMemory: undefined });

test('the handle contains the WebAssembly memory of the words that all threads share', () => {
  const { programMemory, words } = share(Database.memory(SCHEMA));
  expect(loadPinProgram(programMemory)).toBeDefined();
  expect(programMemory).toMatchObject({ buffer: words });
});

test.each([undefined, null, {}, 'memory'])(
  'without such memory, for example with %p, there is no program',
  (memory) => {
    expect(loadPinProgram(memory)).toBeUndefined();
  },
);

describe.each([
  ['as a program', withProgram],
  ['as JavaScript', withoutProgram],
])('%s', (_, choose) => {
  const makeShared = (): { words: Int32Array; handle: DatabaseHandle } => {
    const handle = choose(share(Database.memory(SCHEMA)));
    return { handle, words: new Int32Array(handle.words) };
  };

  test.each([0, 1])('side %i is pinned in the slot of the thread, and released', (side) => {
    const { handle, words } = makeShared();
    words[PUBLISHED] = side;
    const before = [...words];
    const pin = makePin(handle, SLOT);
    expect(pin.pin()).toBe(side);
    expect(words[AT]).toBe(side + 1);
    pin.unpin();
    expect([...words]).toEqual(before);
  });

  test.each([CLOSED, UNREADABLE])('if nothing may be read (%i), nothing stays pinned', (status) => {
    const { handle, words } = makeShared();
    words[PUBLISHED] = status;
    expect(makePin(handle, SLOT).pin()).toBe(status);
    expect(words[AT]).toBe(0);
  });

  test('a writer that waits is woken when the side is released', () => {
    const { handle, words } = makeShared();
    const pin = makePin(handle, SLOT);
    pin.pin();
    words[WRITER_BELL] = 1;
    pin.unpin();
    expect(words[WRITER_BELL]).toBe(0);
  });

  test('a thread that reads without end never sees two rows of different versions', async () => {
    const db = Database.memory(SCHEMA);
    const point = db.component('point');
    const entities = db.writeSync((tx) =>
      [0, 1].map(() => {
        const entity = tx.create();
        tx.insert(entity, point);
        return entity;
      }),
    );
    const thread = new AttachedThread(db, choose(share(db)));
    const counts = thread.ask('compare', entities, 'point', 'x');
    await thread.isReady();
    // If both threads share a processor, the thread misses many versions.
    for (let x = 1; x <= 20_000 || thread.changesSeen < 100; x++) {
      db.writeSync((tx) => {
        for (const entity of entities) tx.update(entity, point, { x });
      });
    }
    thread.release();
    expect(await counts).toMatchObject({ torn: 0, backwards: 0 });
    await thread.terminate();
    await db.close();
  });
});
