/** What follows a database is told when it is closed. */

import { Database } from '@ecsdb/runtime';
import { onClose } from '@ecsdb/runtime/replica';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';

test('listeners are called once, after the last commit was delivered; those that were removed are not', async () => {
  const db = Database.memory(physics);
  const events: string[] = [];
  db.onCommit(({ version }) => events.push(`commit ${version}`));
  onClose(db, () => events.push(`closed at ${db.version}`));
  onClose(db, () => events.push('removed'))();
  const writing = db.write((tx) => tx.insert(tx.create(), Body, { mass: 1 }));
  await Promise.all([db.close(), writing]);
  await db.close();
  expect(events).toEqual(['commit 1', 'closed at 1']);
});

test('a listener that throws is reported, and the database closes', async () => {
  const errors: unknown[] = [];
  const db = Database.memory(physics, { onError: (error) => errors.push(error) });
  const events: string[] = [];
  onClose(db, () => {
    throw new Error('in a listener');
  });
  onClose(db, () => events.push('closed'));
  await db.close();
  expect(errors).toMatchObject([{ message: 'in a listener' }]);
  expect(events).toEqual(['closed']);
  expect(() => onClose(db, () => undefined)).toThrow('CHANNEL_CLOSED');
});
