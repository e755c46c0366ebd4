/** The garden as text: each bed with its plants. */

import type { Reader } from '@ecsdb/runtime';
import { Bed, Kind, Plant, type PlantRow } from './generated/index.js';

const KINDS = new Map(Object.entries(Kind).map(([name, kind]) => [kind, name]));

export function show(reader: Reader): string {
  const lines: string[] = [];
  reader.query(Bed).forEach((bed) => {
    lines.push(`${bed.name} at ${bed.column},${bed.row}`);
    Plant.by.bed(reader, bed.name).rows((plant) => void lines.push(`  ${textOf(plant)}`));
  });
  return lines.join('\n');
}

function textOf({ kind, label, age, moisture }: PlantRow): string {
  const name = label === null ? KINDS.get(kind) : `${KINDS.get(kind)} (${label})`;
  return `${name}, ${age} days, ${Math.round(moisture * 100)} % moist`;
}
