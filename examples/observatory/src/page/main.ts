/** The page: a client of the server, the choice of a team, and what is shown of the database. */

import { type ClientStatus, connect, type SyncClient } from '@ecsdb/sync/client';
import { Loot, Order, observatory, Team } from '../generated/index.js';
import { drawField } from './draw-field.js';
import { element } from './element.js';
import { countGold } from './gold.js';

const TEAMS = ['spectator', 'red', 'blue'];
const url = new URL('sync', location.href.replace(/^http/, 'ws')).href;

let client: SyncClient | undefined;
/** The choices that were made, so that a slow connection does not replace a later one. */
let choices = 0;

/** A connection has one user, so another team needs another one. */
async function watchAs(team: string): Promise<void> {
  const choice = ++choices;
  client?.close();
  client = undefined;
  const chosen = await connect(observatory, { url, token: team, hz: 20, onStatus: showStatus });
  if (choice !== choices) {
    chosen.close();
    return;
  }
  await Promise.all([chosen.subscribe('field'), chosen.subscribe('orders')]);
  if (choice === choices) client = chosen;
  else chosen.close();
}

function showStatus({ state, reason }: ClientStatus): void {
  const status = element('status', HTMLOutputElement);
  status.value = state;
  status.dataset['state'] = state;
  element('reason', HTMLElement).textContent = reason;
}

/** Shows the state of the client, which stays what it was while there is no connection. */
function showFrame(): void {
  requestAnimationFrame(showFrame);
  if (client === undefined) return;
  const { db } = client;
  drawField(element('field', HTMLCanvasElement), db);
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
