/** What a client may see, computed without any code of sync. */

import { LEVEL_MAX, LEVELS, type Member, type TableName, type Zones } from './schema.js';

/** What a client has subscribed to. */
export interface Wanted {
  readonly view: 'team' | 'zones' | 'units' | 'notes';
  readonly params: Zones;
}

export const VIEWS: readonly Wanted['view'][] = ['team', 'zones', 'units', 'notes'];

/** Everything that a client can subscribe to. */
export const ALL_WANTED: readonly Wanted[] = VIEWS.map((view) => {
  return { view, params: { zones: Array.from({ length: LEVELS }, (_, zone) => zone) } };
});

export interface Unit {
  readonly team: number;
  readonly zone: number;
}

/** Whether it may see a row of this table, of an entity with this unit. */
export function maySee(member: Member, wanted: Iterable<Wanted>, table: TableName, unit: Unit | undefined): boolean {
  for (const { view, params } of wanted) {
    if (view === 'notes' && table === 'note') return true;
    if (unit === undefined || table === 'plan') continue;
    if (view === 'team' && unit.team === member.team) return true;
    if (table !== 'unit') continue;
    if (view === 'zones' && params.zones?.includes(unit.zone) && unit.zone <= member.level) return true;
    if (view === 'units' && member.level === LEVEL_MAX) return true;
  }
  return false;
}
