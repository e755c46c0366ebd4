/** The game. All of it is in the database, so a server that is killed and started again continues it. */

import type { Database, Entity, Transaction } from '@ecsdb/runtime';
import { FIELD } from '../field.js';
import {
  commanding,
  Loot,
  lying,
  moving,
  Order,
  Player,
  Progress,
  seeking,
  Team,
  Transform,
  type Vec2,
  type Vec2RefMut,
  Velocity,
} from '../generated/index.js';
import {
  BORDER,
  LOOT_GOLD_MAX,
  LOOT_PILES,
  ORDER_RADIUS,
  ORDER_TICKS,
  PLAYERS_PER_TEAM,
  REACH,
  SPEED,
  TICK_SECONDS,
  TURNING,
} from './rules.js';

const TEAMS = [Team.Red, Team.Blue] as const;

/** Creates players and loot, unless the database has a game. Returns the entity with its progress. */
export function beginMatch(db: Database): Entity {
  for (const [, match] of db.query(Progress)) return match;
  return db.writeSync((tx) => {
    for (const team of TEAMS) for (let i = 0; i < PLAYERS_PER_TEAM; i++) join(tx, team);
    for (let i = 0; i < LOOT_PILES; i++) hide(tx);
    const match = tx.create();
    tx.insert(match, Progress);
    return match;
  });
}

/** One tick: everything that it changes is published at once. */
export function playTick(tx: Transaction, match: Entity): void {
  const tick = tx.get(match, Progress).tick + 1;
  tx.update(match, Progress, { tick });
  command(tx, tick);
  move(tx);
  pickUp(tx);
}

function join(tx: Transaction, team: Team): void {
  const player = tx.create();
  tx.insert(player, Player, { team });
  tx.insert(player, Transform, { position: somewhere() });
  tx.insert(player, Velocity, { linear: heading(Math.random() * 2 * Math.PI) });
}

function hide(tx: Transaction): void {
  const pile = tx.create();
  tx.insert(pile, Loot, { gold: 1 + Math.floor(Math.random() * LOOT_GOLD_MAX) });
  tx.insert(pile, Transform, { position: somewhere() });
}

/** Each captain sends the team to a pile of loot, for a while. */
function command(tx: Transaction, tick: number): void {
  const commanded = new Set<Team>();
  for (const [{ team, untilTick }, order] of tx.query(Order)) {
    if (untilTick <= tick) tx.destroy(order);
    else commanded.add(team);
  }
  for (const team of TEAMS) {
    if (commanded.has(team)) continue;
    const order = tx.create();
    tx.insert(order, Order, { team, place: placeOfLoot(tx), untilTick: tick + ORDER_TICKS });
  }
}

function placeOfLoot(tx: Transaction): Vec2 {
  const piles: Vec2[] = [];
  const loop = lying(tx);
  while (loop.next()) piles.push(loop.transform.position.toObject());
  return piles[Math.floor(Math.random() * piles.length)] ?? somewhere();
}

function move(tx: Transaction): void {
  const places = new Map<Team, Vec2>();
  const orders = commanding(tx);
  while (orders.next()) places.set(orders.order.team, orders.order.place.toObject());
  const loop = moving(tx);
  while (loop.next()) {
    const { position } = loop.transform;
    const { linear } = loop.velocity;
    if (Math.random() < TURNING) turn(position, linear, places.get(loop.player.team));
    const x = position.x + linear.x * TICK_SECONDS;
    const y = position.y + linear.y * TICK_SECONDS;
    if (x < 0 || x > FIELD.width) linear.x = -linear.x;
    else position.x = x;
    if (y < 0 || y > FIELD.height) linear.y = -linear.y;
    else position.y = y;
  }
}

/** Towards the place of the order; those who are there look around. */
function turn(position: Readonly<Vec2>, linear: Vec2RefMut, place: Vec2 | undefined): void {
  const x = (place?.x ?? position.x) - position.x;
  const y = (place?.y ?? position.y) - position.y;
  const isThere = Math.hypot(x, y) < ORDER_RADIUS;
  const next = heading(isThere ? Math.random() * 2 * Math.PI : Math.atan2(y, x) + Math.random() - 0.5);
  linear.x = next.x;
  linear.y = next.y;
}

/** Loot that was found goes to the player, and as many piles are hidden elsewhere. */
function pickUp(tx: Transaction): void {
  const piles: { readonly pile: Entity; readonly gold: number; readonly position: Vec2 }[] = [];
  const loot = lying(tx);
  while (loot.next())
    piles.push({ pile: loot.entity, gold: loot.loot.gold, position: loot.transform.position.toObject() });
  const found = new Set<Entity>();
  const players = seeking(tx);
  while (players.next()) {
    const { position } = players.transform;
    for (const { pile, gold, position: place } of piles) {
      if (found.has(pile) || Math.hypot(place.x - position.x, place.y - position.y) > REACH) continue;
      players.player.gold += gold;
      found.add(pile);
    }
  }
  for (const pile of found) {
    tx.destroy(pile);
    hide(tx);
  }
}

function somewhere(): Vec2 {
  const within = (length: number): number => BORDER + Math.random() * (length - 2 * BORDER);
  return { x: within(FIELD.width), y: within(FIELD.height) };
}

function heading(angle: number): Vec2 {
  return { x: Math.cos(angle) * SPEED, y: Math.sin(angle) * SPEED };
}
