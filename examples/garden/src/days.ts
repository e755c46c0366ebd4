/** What happens on a day: plants get older and drier, and dry ones are watered. */

import type { Database } from '@ecsdb/runtime';
import { growing, Kind, type PlantRowMut } from './generated/index.js';

const DRY = 0.2;
const WATERED = 0.9;

/** The moisture that a plant uses in a day. */
const THIRST = { [Kind.Herb]: 0.04, [Kind.Flower]: 0.07, [Kind.Tree]: 0.02 };

export async function growDays(db: Database, days: number): Promise<void> {
  for (let i = 0; i < days; i++) {
    await db.write((tx) => growing(tx).forEach(grow));
  }
}

function grow(plant: PlantRowMut): void {
  plant.age += 1;
  plant.moisture = plant.moisture < DRY ? WATERED : plant.moisture - THIRST[plant.kind];
}
