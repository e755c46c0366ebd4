/** Names without types, which no rename can know. */

import { Database, type Entity, schemaFromDescriptor, type Transaction } from '@ecsdb/runtime';
import { Player, realm } from './generated/index.js';

export function untyped(anything: any): unknown {
  const keys = { gold: 'unrelated' };
  return [anything.gold, anything['gold'], keys.gold, JSON.parse('{}').gold];
}

export function read(path: string): string {
  const wanted: 'gold' | 'silver' = 'gold';
  return `select gold from player where path = ${path}` + wanted;
}

export const open = (): Promise<Database> =>
  Database.open(realm, {
    directory: './realm',
    migrations: { '1.1.0': { player: (old: { gold: number }) => ({ gold: old.gold }) } },
  });

export const names: string[] = ['gold', 'player.gold', 'silver', 'Blue', 'moving', 'position.x'];
interface Purse {
  readonly name?: string;
  readonly gold?: number;
}
export const fill = (tx: Transaction, owner: Entity, purse: Purse): void => tx.update(owner, Player, purse);
export const schema = schemaFromDescriptor(realm.descriptor);
