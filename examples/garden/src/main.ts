/**
 * `npm start` opens a copy of each garden in saves/, which an earlier version of this program or this one has saved,
 * and lets it grow for ten days. `npm start <directory>` does so with the garden in a directory, which is planted if
 * there is none.
 */

import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { growDays } from './days.js';
import { openGarden } from './garden.js';
import { show } from './show.js';

const DAYS = 10;
const SAVES = 'saves';
const COPIES = 'data';

const [directory] = process.argv.slice(2);
if (directory !== undefined) await grow(directory);
else for (const name of readdirSync(SAVES).sort()) await growCopy(name);

async function growCopy(name: string): Promise<void> {
  const copy = join(COPIES, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(SAVES, name), copy, { recursive: true });
  await grow(copy);
}

async function grow(directory: string): Promise<void> {
  const db = await openGarden(directory);
  const migration = db.recovery?.migration;
  const how = migration ? `, migrated from version ${migration.from} to ${migration.to}: ${migration.rows} rows` : '';
  console.log(`${directory}${how}\n\n${show(db)}\n`);
  await growDays(db, DAYS);
  console.log(`After ${DAYS} days\n\n${show(db)}\n`);
  await db.close();
}
