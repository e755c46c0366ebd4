/** The arena's population: how players and piles of loot come into being, and how players leave. */

import { Database, type Entity, type Reader, type Transaction } from '@ecsdb/runtime';
import {
  arena,
  Fallen,
  Health,
  Inventory,
  Issued,
  type Item,
  ItemKind,
  Loot,
  Player,
  Team,
  Transform,
  type Vec2,
  Velocity,
} from './generated/index.js';
import type { Random } from './random.js';
import { FIELD_SIZE, HEALTH_MAX, LOOT_PILES, PLAYERS, PURSE, SPEED_MAX } from './rules.js';

const KINDS = [ItemKind.Sword, ItemKind.Shield, ItemKind.Potion] as const;
const EMPTY: Item = { kind: ItemKind.None, count: 0 };

/** A running game. Who plays and what lies about is in the database alone, so that undoing a transaction undoes all of it. */
export interface World {
  readonly db: Database;
  readonly random: Random;
  /** The entity whose row says what has ever been brought into the game. */
  readonly treasury: Entity;
}

/** A new game with everybody in place. All of it is one transaction: a half-filled arena is never seen. */
export function createWorld(random: Random): World {
  const db = Database.memory(arena);
  return db.writeSync((tx) => {
    const treasury = tx.create();
    tx.insert(treasury, Issued);
    const world: World = { db, random, treasury };
    for (let number = 0; number < PLAYERS; number++) join(tx, world, `player ${number}`);
    for (let pile = 0; pile < LOOT_PILES; pile++) hide(tx, world);
    return world;
  });
}

/** Everybody who plays, fallen or not. Ids are plain values and may be kept, unlike rows. */
export function playersIn(reader: Reader): Entity[] {
  return Array.from(reader.query(Player), ([, player]) => player);
}

/** Lets a player in. */
export function join(tx: Transaction, world: World, name: string): void {
  const { random } = world;
  const player = tx.create();
  tx.insert(player, Player, { name, team: random.pick([Team.Red, Team.Blue]) });
  tx.insert(player, Transform, { position: somewhere(random) });
  tx.insert(player, Velocity, {
    linear: { x: random.between(-SPEED_MAX, SPEED_MAX), y: random.between(-SPEED_MAX, SPEED_MAX) },
  });
  tx.insert(player, Health, { current: HEALTH_MAX, max: HEALTH_MAX });
  issue(tx, world, player, PURSE);
}

/** Lets a player go. What remains is what was carried: the same entity becomes a pile of loot. */
export function leave(tx: Transaction, player: Entity): void {
  for (const component of [Player, Velocity, Health, Fallen]) tx.delete(player, component);
  tx.insert(player, Loot);
}

/** A new pile of gold, taken from somebody. */
export function drop(tx: Transaction, position: Vec2, gold: number): void {
  const pile = tx.create();
  tx.insert(pile, Transform, { position });
  tx.insert(pile, Inventory, { gold });
  tx.insert(pile, Loot);
}

/** A point of the field. */
export function somewhere(random: Random): Vec2 {
  return { x: random.between(0, FIELD_SIZE), y: random.between(0, FIELD_SIZE) };
}

/** A new pile of loot with treasure from outside. */
function hide(tx: Transaction, world: World): void {
  const pile = tx.create();
  tx.insert(pile, Transform, { position: somewhere(world.random) });
  tx.insert(pile, Loot);
  issue(tx, world, pile, 1 + world.random.below(PURSE));
}

/** Fills an inventory from outside the game, and writes down what came in, in the same transaction. */
function issue(tx: Transaction, { random, treasury }: World, owner: Entity, gold: number): void {
  const item = { kind: random.pick(KINDS), count: 1 + random.below(3) };
  tx.insert(owner, Inventory, { gold, items: [item, EMPTY, EMPTY, EMPTY] });
  tx.update(treasury, Issued, (issued) => {
    issued.gold += gold;
    issued.items.set(item.kind, issued.items.at(item.kind) + item.count);
  });
}
