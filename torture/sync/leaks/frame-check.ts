/** Checks each frame when it is sent: everything in it must be visible to the client at that version. */

import type { Database, DynamicData, Entity, Schema } from '@ecsdb/runtime';
import type { Context } from '../../framework/scenario.js';
import { require } from '../../framework/violation.js';
import { type RecordSizes, readFrame } from '../read-frame.js';
import { maySee, type Unit } from './may-see.js';
import type { Player } from './player.js';
import { type Member, memberOf, TABLES, type TableName } from './schema.js';
import type { Secrets } from './secrets.js';

export interface CheckedWorld {
  readonly db: Database;
  readonly schema: Schema;
  readonly secrets: Secrets;
  readonly sizes: RecordSizes;
  /** Gets the id that a server gives to a client. */
  welcomed(clientId: Uint8Array): void;
  /** The entity with an index, if it is alive. */
  entityAt(index: number): Entity | undefined;
}

export class FrameCheck {
  readonly #context: Context;
  readonly #world: CheckedWorld;
  readonly #names: ReadonlyMap<number, string>;

  constructor(context: Context, world: CheckedWorld) {
    this.#context = context;
    this.#world = world;
    this.#names = new Map(world.schema.components.map(({ TABLE_ID, TABLE_NAME }) => [TABLE_ID, TABLE_NAME]));
  }

  check(player: Player, frame: Uint8Array): void {
    const { count } = this.#context;
    const { name, to, entered, rows, welcome } = readFrame(frame, this.#world.sizes);
    count(`frames ${name}`);
    if (welcome !== undefined) {
      count(`connections that resume from ${welcome.resume}`);
      this.#world.welcomed(welcome.clientId);
    }
    if (to !== undefined) {
      require(to === this.#world.db.version, 'a step leads to the version of the server', () => to);
    }
    for (const { table, index } of rows) {
      const known = TABLES.find((one) => one === this.#names.get(table));
      require(known !== undefined, 'only tables of views are sent', () => this.#names.get(table));
      this.#requireVisible(player, known, index);
    }
    for (const index of entered) this.#requireShown(player, index);
    if (rows.length > 0) count(`rows in frames ${name}`, rows.length);
    if (entered.length > 0) count(`entities in frames ${name}`, entered.length);
    this.#checkSecrets(player, name, frame);
  }

  /** Independent of the layout of frames. */
  #checkSecrets(player: Player, name: string, frame: Uint8Array): void {
    for (const [secret, { table, entity }] of this.#world.secrets.in(frame)) {
      this.#context.count(`secrets in frames ${name}`);
      const index = entity >>> 0;
      this.#requireVisible(player, table, index);
      const { secret: present } = this.#row(table, index) ?? {};
      require(present === secret, `only present values of table ${table} are sent`);
    }
  }

  #requireVisible(player: Player, table: TableName, index: number): void {
    require(this.#isVisible(player, table, index), 'no row is sent that the client may not see', () => ({
      table,
      index,
      ...this.#facts(player, index),
    }));
  }

  /** Of an entity that enters a channel, the client sees some row. */
  #requireShown(player: Player, index: number): void {
    const isShown = TABLES.some((table) => this.#isVisible(player, table, index));
    require(isShown, 'no entity is sent of which the client may see no row', () => ({
      index,
      ...this.#facts(player, index),
    }));
  }

  #isVisible(player: Player, table: TableName, index: number): boolean {
    const member = this.#member(player);
    if (member === undefined || this.#row(table, index) === undefined) return false;
    return maySee(member, player.wanted, table, this.#unit(index));
  }

  #facts(player: Player, index: number): object {
    return { unit: this.#unit(index), member: this.#member(player), wanted: [...player.wanted] };
  }

  #member({ entity }: Player): Member | undefined {
    const { db } = this.#world;
    const row = db.tryGet(entity, db.component('member'));
    return row === undefined ? undefined : memberOf(row);
  }

  #unit(index: number): Unit | undefined {
    const row = this.#row('unit', index);
    if (row === undefined) return undefined;
    const { team, zone } = row;
    return { team: Number(team), zone: Number(zone) };
  }

  #row(table: TableName, index: number): DynamicData | undefined {
    const { db } = this.#world;
    const entity = this.#world.entityAt(index);
    return entity === undefined ? undefined : db.tryGet(entity, db.component(table));
  }
}
