/** The population of the arena: creates players and piles of loot, and removes players. */

import type { Database, Entity, Reader, Transaction } from '@ecsdb/runtime';
import {
  Arrival,
  Fallen,
  Health,
  Inventory,
  Issued,
  type Item,
  ItemKind,
  Loot,
  Player,
  Progress,
  Team,
  Transform,
  type Vec2,
  Velocity,
} from './generated/index.js';
import { Random } from './random.js';
import { FIELD_SIZE, HEALTH_MAX, LOOT_PILES, PLAYERS, PURSE, SPEED_MAX } from './rules.js';

const KINDS = [ItemKind.Sword, ItemKind.Shield, ItemKind.Potion] as const;
const EMPTY: Item = { kind: ItemKind.None, count: 0 };

/**
 * A running game. Its players, loot and progress are stored only in the database, so a rollback restores all of them,
 * and a restart continues the game.
 */
export interface World {
  readonly db: Database;
  readonly random: Random;
  /** The entity with the rows `progress` and `issued`. */
  readonly game: Entity;
}

/** The game in the database; `undefined` if no game was begun, or if it is over. */
export function runningGame(db: Database): World | undefined {
  for (const [{ random, result }, game] of db.query(Progress)) {
    if (result === '') return { db, random: new Random(random), game };
  }
  return undefined;
}

/**
 * Removes the last game and creates all players and loot. All of it is one transaction, so no reader sees a half-filled
 * arena, and no restart finds one.
 */
export function beginGame(db: Database, seed: number): Promise<World> {
  return db.write((tx) => {
    // A loop may destroy its current entity.
    for (const [, entity] of tx.query(Arrival)) tx.destroy(entity);
    const game = tx.create();
    const world: World = { db, random: new Random(seed), game };
    tx.insert(game, Progress, { seed, random: seed });
    tx.insert(game, Issued);
    tx.insert(game, Arrival, { number: nextNumber(tx, world) });
    for (let number = 0; number < PLAYERS; number++) join(tx, world, `player ${number}`);
    for (let pile = 0; pile < LOOT_PILES; pile++) hide(tx, world);
    tx.update(game, Progress, { random: world.random.state });
    return world;
  });
}

/**
 * All players, fallen or not, in the order of arrival. Ids are plain values and may be kept, unlike rows. Numbers of
 * arrival are small and unique, so they are used as indexes, and nothing has to be sorted.
 */
export function playersIn(reader: Reader, game: Entity): Entity[] {
  const players = new Array<Entity | undefined>(reader.get(game, Progress).arrivals);
  reader
    .query(Arrival)
    .with(Player)
    .forEach(({ number }, entity) => {
      players[number] = entity;
    });
  return players.filter((entity) => entity !== undefined);
}

/** Adds a player. */
export function join(tx: Transaction, world: World, name: string): void {
  const { random } = world;
  const player = arrive(tx, world);
  tx.insert(player, Player, { name, team: random.pick([Team.Red, Team.Blue]) });
  tx.insert(player, Transform, { position: somewhere(random) });
  tx.insert(player, Velocity, {
    linear: { x: random.between(-SPEED_MAX, SPEED_MAX), y: random.between(-SPEED_MAX, SPEED_MAX) },
  });
  tx.insert(player, Health, { current: HEALTH_MAX, max: HEALTH_MAX });
  issue(tx, world, player, PURSE);
}

/** Removes a player. The entity keeps its inventory and becomes a pile of loot. */
export function leave(tx: Transaction, player: Entity): void {
  for (const component of [Player, Velocity, Health, Fallen]) tx.delete(player, component);
  tx.insert(player, Loot);
}

/** Adds a pile of gold that a player has lost. */
export function drop(tx: Transaction, world: World, position: Vec2, gold: number): void {
  const pile = arrive(tx, world);
  tx.insert(pile, Transform, { position });
  tx.insert(pile, Inventory, { gold });
  tx.insert(pile, Loot);
}

/** A random point of the field. */
export function somewhere(random: Random): Vec2 {
  return { x: random.between(0, FIELD_SIZE), y: random.between(0, FIELD_SIZE) };
}

/** Adds a pile of loot with new gold and items. */
function hide(tx: Transaction, world: World): void {
  const pile = arrive(tx, world);
  tx.insert(pile, Transform, { position: somewhere(world.random) });
  tx.insert(pile, Loot);
  issue(tx, world, pile, 1 + world.random.below(PURSE));
}

/** Creates an entity with the next number of arrival. */
function arrive(tx: Transaction, world: World): Entity {
  const entity = tx.create();
  tx.insert(entity, Arrival, { number: nextNumber(tx, world) });
  return entity;
}

function nextNumber(tx: Transaction, { game }: World): number {
  const { arrivals } = tx.get(game, Progress);
  tx.update(game, Progress, { arrivals: arrivals + 1 });
  return arrivals;
}

/** Fills an inventory with new gold and items, and records them in `issued` in the same transaction. */
function issue(tx: Transaction, { random, game }: World, owner: Entity, gold: number): void {
  const item = { kind: random.pick(KINDS), count: 1 + random.below(3) };
  tx.insert(owner, Inventory, { gold, items: [item, EMPTY, EMPTY, EMPTY] });
  tx.update(game, Issued, (issued) => {
    issued.gold += gold;
    issued.items.set(item.kind, issued.items.at(item.kind) + item.count);
  });
}
