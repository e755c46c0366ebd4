/** Draws what a client holds: players, loot, and orders if there are any. */

import type { Database } from '@ecsdb/runtime';
import type { Interpolation } from '@ecsdb/sync/client';
import { FIELD } from '../field.js';
import { Loot, Order, Player, Team, Transform } from '../generated/index.js';

/** In metres. */
const PLAYER_RADIUS = 1.6;
const LOOT_RADIUS = 2.6;
const ORDER_RADIUS = 18;

interface Colours {
  readonly teams: ReadonlyMap<Team, string>;
  readonly loot: string;
}

/** `places` has the positions of the present frame, which are between those of two steps. */
export function drawField(canvas: HTMLCanvasElement, db: Database, places: Interpolation): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  fitToScreen(canvas);
  const scale = canvas.width / FIELD.width;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, FIELD.width, FIELD.height);
  // Read each time, because the theme may change.
  const colours = coloursOf(canvas);
  drawOrders(context, db, colours);
  drawLoot(context, db, colours);
  drawPlayers(context, db, places, colours);
}

function drawPlayers(context: CanvasRenderingContext2D, db: Database, places: Interpolation, { teams }: Colours): void {
  for (const [team, colour] of teams) {
    context.fillStyle = colour;
    context.beginPath();
    db.query(Player).forEach((player, entity) => {
      if (player.team !== team) return;
      const [x = 0, y = 0] = places.get(entity) ?? [];
      context.moveTo(x + PLAYER_RADIUS, y);
      context.arc(x, y, PLAYER_RADIUS, 0, 2 * Math.PI);
    });
    context.fill();
  }
}

function drawLoot(context: CanvasRenderingContext2D, db: Database, { loot }: Colours): void {
  context.fillStyle = loot;
  context.beginPath();
  db.query(Loot, Transform).forEach((_loot, { position: { x, y } }) => {
    context.moveTo(x, y - LOOT_RADIUS);
    context.lineTo(x + LOOT_RADIUS, y);
    context.lineTo(x, y + LOOT_RADIUS);
    context.lineTo(x - LOOT_RADIUS, y);
    context.closePath();
  });
  context.fill();
}

function drawOrders(context: CanvasRenderingContext2D, db: Database, { teams }: Colours): void {
  context.lineWidth = 1;
  db.query(Order).forEach(({ team, place: { x, y } }) => {
    context.strokeStyle = teams.get(team) ?? '';
    context.beginPath();
    context.arc(x, y, ORDER_RADIUS, 0, 2 * Math.PI);
    context.stroke();
  });
}

function coloursOf(canvas: HTMLCanvasElement): Colours {
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name);
  return {
    teams: new Map([
      [Team.Red, colour('--red')],
      [Team.Blue, colour('--blue')],
    ]),
    loot: colour('--loot'),
  };
}

/** As many pixels as the screen has for it. */
function fitToScreen(canvas: HTMLCanvasElement): void {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round((width * FIELD.height) / FIELD.width);
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}
