/**
 * Plays the game in a directory, and serves it to browsers: `node dist/server/main.js [port] [directory]`.
 *
 * Kill it at any time, and start it again: the game continues, and so do the pages that are open.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Database } from '@ecsdb/runtime';
import { type AuthenticationRequest, serve, view } from '@ecsdb/sync/server';
import { Loot, Order, observatory, Player, Transform } from '../generated/index.js';
import { beginMatch, playTick } from './match.js';
import { servePage } from './pages.js';
import { TICKS_PER_SECOND } from './rules.js';
import { watcherOf } from './watcher.js';

const [, , port = '8080', directory = 'data'] = process.argv;

// A tick that was published may be lost if the machine fails within 10 ms, but not if the process is killed.
const db = await Database.open(observatory, { directory, durability: 'interval' });
const match = beginMatch(db);

const http = createServer(servePage);
const server = await serve(db, {
  server: http,
  path: '/sync',
  authenticate: ({ token }: AuthenticationRequest) => watcherOf(token),
  views: {
    // Everybody sees where players and loot are.
    field: view({ tables: [Player, Loot, Transform] }),
    // One channel for each team. Spectators hold none of them.
    orders: view({
      tables: [Order],
      by: [Order, (row) => row.team],
      for: ({ user }) => (user.team === undefined ? [] : [user.team]),
    }),
  },
});

http.listen(Number(port), () => {
  const { port: used } = http.address() as AddressInfo;
  console.log(`Open http://localhost:${used} in several tabs, and choose a team in each.`);
});
const ticking = setInterval(() => db.writeSync((tx) => playTick(tx, match)), 1000 / TICKS_PER_SECOND);

process.once('SIGINT', async () => {
  clearInterval(ticking);
  await server.close();
  http.close();
  http.closeAllConnections();
  await db.close();
});
