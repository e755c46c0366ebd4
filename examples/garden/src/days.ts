/** What happens on a day: plants get older and drier, and dry ones are watered. */

import type { Database } from '@ecsdb/runtime';
import { growing, Kind, type PlantRowMut } from './generated/index.js';

const DRY = 20;
const WATERED = 90;

export async function growDays(db: Database, days: number): Promise<void> {
  for (let i = 0; i < days; i++) {
    await db.write((tx) => growing(tx).forEach(grow));
  }
}

function grow(plant: PlantRowMut): void {
  plant.age += 1;
  plant.water = plant.water < DRY ? WATERED : plant.water - thirst(plant.kind);
}

/** Percent of water that a plant uses in a day. */
function thirst(kind: Kind): number {
  return kind === Kind.Herb ? 4 : 7;
}
