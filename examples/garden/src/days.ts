/** What happens on a day: plants get older and drier, and dry ones are watered. */

import type { Database } from '@ecsdb/runtime';
import { growing, Kind, type PlantRowMut } from './generated/index.js';

const DRY = 20;
const WATERED = 90;

/** Percent of moisture that a plant uses in a day. */
const THIRST = { [Kind.Herb]: 4, [Kind.Flower]: 7, [Kind.Tree]: 2 };

export async function growDays(db: Database, days: number): Promise<void> {
  for (let i = 0; i < days; i++) {
    await db.write((tx) => growing(tx).forEach(grow));
  }
}

function grow(plant: PlantRowMut): void {
  plant.age += 1;
  plant.moisture = plant.moisture < DRY ? WATERED : plant.moisture - THIRST[plant.kind];
}
