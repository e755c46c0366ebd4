/**
 * Starts the arena and ends it with `kill -9` at a random moment, several times. Then lets the game end.
 *
 * After a restart, the game must not continue before a tick that it has printed. At its end, the arena itself checks
 * that the result is that of a game without interruption.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const KILLS = Number(process.argv[2] ?? 5);
const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-arena-'));
/** The last tick that a process has printed. */
let lastTick = 0;

for (let kills = 0; kills < KILLS; ) {
  // The game may end before it is killed.
  if (await run(1 + Math.random() * 3, Math.random() * 300)) console.log(`-- kill ${++kills} of ${KILLS} --\n`);
}
await run();
console.log(`\nKilled ${KILLS} times, and it is still the same game.`);
rmSync(directory, { recursive: true });

/** Runs the arena, and kills it `milliseconds` after its line number `lines`. Returns true if it was killed. */
async function run(lines = Number.POSITIVE_INFINITY, milliseconds = 0): Promise<boolean> {
  const arena = spawn(process.execPath, [MAIN, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(arena, 'exit');
  let printed = 0;
  for await (const line of createInterface({ input: arena.stdout })) {
    console.log(line);
    checkLine(line);
    printed += 1;
    if (printed <= lines && printed + 1 > lines) setTimeout(() => arena.kill('SIGKILL'), milliseconds);
  }
  const [code, signal] = await exit;
  assert.ok(signal === 'SIGKILL' || code === 0, `the arena ended with status ${code}`);
  return signal === 'SIGKILL';
}

function checkLine(line: string): void {
  const [, tick] = /^tick (\d+) of /.exec(line) ?? [];
  if (tick !== undefined) lastTick = Number(tick);
  const [, found] = /continues after tick (\d+)\.$/.exec(line) ?? [];
  if (found !== undefined)
    assert.ok(Number(found) >= lastTick, `tick ${lastTick} was committed, but the game continues after ${found}`);
  if (line.startsWith('A new game begins')) lastTick = 0;
}
