/** Promise: nothing is acknowledged in a directory that may have become somebody else's. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

test('a database whose lock was deleted accepts nothing, and lets go of the directory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-lost-lock-'));
  const db = await Database.open(schemaOfRow({ x: 'u32' }), { directory });
  await db.write((tx) => tx.create());
  for (const name of readdirSync(directory)) if (name.startsWith('LOCK-')) rmSync(join(directory, name));
  // The holder looks after its lock every two seconds.
  let refusal: { readonly code?: string } | undefined;
  while (refusal === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    refusal = await db
      .write((tx) => tx.create())
      .then(
        () => undefined,
        (error: unknown) => error as { readonly code?: string },
      );
  }
  expect(refusal.code).toBe('POISONED');
  expect((await rejectionOf(db.close())).code).toBe('POISONED');

  const next = await Database.open(schemaOfRow({ x: 'u32' }), { directory });
  expect(next.count()).toBeGreaterThan(0);
  await next.close();
  rmSync(directory, { recursive: true });
});
