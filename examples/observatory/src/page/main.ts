/** The page: a client of the server, the choice of a team, and what is shown of the database. */

import { type ClientStatus, connect, type Interpolation, type SyncClient } from '@ecsdb/sync/client';
import { Loot, Order, observatory, Team, Transform } from '../generated/index.js';
import { drawField } from './draw-field.js';
import { element } from './element.js';
import { countGold } from './gold.js';

const TEAMS = ['spectator', 'red', 'blue'];
const HZ = 20;
/** What is drawn is older by this: a period of the steps, and a little more because they do not arrive evenly. */
const DELAY_MS = 1000 / HZ + 15;
const url = new URL('sync', location.href.replace(/^http/, 'ws')).href;

/** What is watched, and where things are in the present frame. */
let watched: { readonly client: SyncClient; readonly places: Interpolation } | undefined;
/** The choices that were made, so that a slow connection does not replace a later one. */
let choices = 0;

/** A connection has one user, so another team needs another one. */
async function watchAs(team: string): Promise<void> {
  const choice = ++choices;
  watched?.client.close();
  watched = undefined;
  const chosen = await connect(observatory, { url, token: team, hz: HZ, onStatus: showStatus });
  if (choice !== choices) {
    chosen.close();
    return;
  }
  await Promise.all([chosen.subscribe('field'), chosen.subscribe('orders')]);
  if (choice === choices) {
    watched = { client: chosen, places: chosen.interpolate(Transform, ['position.x', 'position.y'], DELAY_MS) };
  } else chosen.close();
}

function showStatus({ state, reason }: ClientStatus): void {
  const status = element('status', HTMLOutputElement);
  status.value = state;
  status.setAttribute('data-state', state);
  element('reason', HTMLElement).textContent = reason;
}

/** Shows the state of the client, which stays what it was while there is no connection. */
function showFrame(): void {
  requestAnimationFrame(showFrame);
  if (watched === undefined) return;
  const { db } = watched.client;
  drawField(element('field', HTMLCanvasElement), db, watched.places);
  const gold = countGold(db);
  show('red-gold', gold.get(Team.Red) ?? 0);
  show('blue-gold', gold.get(Team.Blue) ?? 0);
  show('loot', db.count(Loot));
  show('orders', db.count(Order));
  show('version', db.version);
}

function show(id: string, value: number): void {
  element(id, HTMLElement).textContent = value.toLocaleString('en');
}

function chooseFromAddress(): void {
  const wanted = location.hash.slice(1);
  const team = TEAMS.includes(wanted) ? wanted : 'spectator';
  for (const input of document.querySelectorAll<HTMLInputElement>('#teams input')) input.checked = input.value === team;
  void watchAs(team);
}

element('teams', HTMLElement).addEventListener('change', (event) => {
  if (event.target instanceof HTMLInputElement) location.hash = event.target.value;
});
addEventListener('hashchange', chooseFromAddress);
chooseFromAddress();
showFrame();
