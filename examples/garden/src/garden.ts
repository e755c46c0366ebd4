/** The garden in a directory, and what it is planted with. */

import { Database } from '@ecsdb/runtime';
import { Bed, garden, Kind, Plant } from './generated/index.js';
import { MIGRATIONS } from './migrations.js';

const BEDS = [
  { name: 'by the gate', column: 0, row: 0 },
  { name: 'sunny side', column: 3, row: 0 },
  { name: 'pond', column: 1, row: 2 },
];

const PLANTS = [
  { bed: 'by the gate', kind: Kind.Flower },
  { bed: 'by the gate', kind: Kind.Herb },
  { bed: 'sunny side', kind: Kind.Herb },
  { bed: 'sunny side', kind: Kind.Herb },
  { bed: 'pond', kind: Kind.Flower },
  { bed: 'pond', kind: Kind.Tree, label: 'willow' },
];

/** Opens the garden, which any version of the program may have saved. Plants it if the directory is new. */
export async function openGarden(directory: string): Promise<Database> {
  const db = await Database.open(garden, { directory, migrations: MIGRATIONS });
  if (db.version === 0) await plant(db);
  return db;
}

async function plant(db: Database): Promise<void> {
  await db.write((tx) => {
    for (const bed of BEDS) tx.insert(tx.create(), Bed, bed);
    for (const [position, plant] of PLANTS.entries()) {
      tx.insert(tx.create(), Plant, { ...plant, moisture: 0.4 + 0.1 * position });
    }
  });
}
