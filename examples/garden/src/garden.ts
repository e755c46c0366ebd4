/** The garden in a directory, and what it is planted with. */

import { Database } from '@ecsdb/runtime';
import { Bed, garden, Kind, Plant } from './generated/index.js';

const BEDS = [
  { name: 'by the gate', place: '0,0' },
  { name: 'sunny side', place: '3,0' },
  { name: 'pond', place: '1,2' },
];

const PLANTS = [
  { bed: 'by the gate', kind: Kind.Flower },
  { bed: 'by the gate', kind: Kind.Herb },
  { bed: 'sunny side', kind: Kind.Herb },
  { bed: 'sunny side', kind: Kind.Herb },
  { bed: 'pond', kind: Kind.Flower },
  { bed: 'pond', kind: Kind.Tree, label: 'willow' },
];

/** Opens the garden. Plants it if the directory is new. */
export async function openGarden(directory: string): Promise<Database> {
  const db = await Database.open(garden, { directory });
  if (db.version === 0) await plant(db);
  return db;
}

async function plant(db: Database): Promise<void> {
  await db.write((tx) => {
    for (const bed of BEDS) tx.insert(tx.create(), Bed, bed);
    for (const [position, plant] of PLANTS.entries()) {
      tx.insert(tx.create(), Plant, { ...plant, moisture: 40 + 10 * position });
    }
  });
}
