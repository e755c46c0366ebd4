/** What becomes of rows of earlier versions where no rule says it. */

import type { BedAfter_2_0_0, BedBefore_2_0_0, GardenMigrations } from './generated/index.js';

export const MIGRATIONS: GardenMigrations = {
  '2.0.0': {
    bed: splitPlace,
    plant: ({ moisture }) => ({ moisture: moisture / 100 }),
  },
};

/** The place was a text: column and row, as in 3,4. */
function splitPlace({ place }: BedBefore_2_0_0): BedAfter_2_0_0 {
  const [column, row] = place.split(',').map(Number);
  if (column === undefined || row === undefined) throw new Error(`"${place}" is no place`);
  return { column, row };
}
