/** Import types and dynamic imports. */

export type Row = import('./generated/player.js').PlayerRow;
export type Module = typeof import('./generated/player.js');

export async function load(): Promise<unknown> {
  const { Player, PlayerRow: RowClass } = await import('./generated/player.js');
  const { Team } = await import('./generated/index.js');
  return [Player, RowClass, Team.Blue];
}

export const goldOf = (row: Row): number => row.gold;
