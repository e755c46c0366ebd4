/**
 * Starts the arena, ends it with `kill -9` at a random moment, and again, as often as asked for; then lets the game come to its end.
 * It must never fall back behind what it has told, and checks by itself that it came out as it would have without interruption.
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
/** The last tick that any of the processes has told of. */
let told = 0;

for (let kills = 0; kills < KILLS; ) {
  // The game may come to its end before.
  if (await run(1 + Math.random() * 3, Math.random() * 300)) console.log(`-- kill ${++kills} of ${KILLS} --\n`);
}
await run();
console.log(`\nKilled ${KILLS} times, and it is still the same game.`);
rmSync(directory, { recursive: true });

/** Runs the arena until it ends, or so many milliseconds after it has printed so many lines; true when it was killed. */
async function run(lines = Number.POSITIVE_INFINITY, milliseconds = 0): Promise<boolean> {
  const arena = spawn(process.execPath, [MAIN, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(arena, 'exit');
  let printed = 0;
  for await (const line of createInterface({ input: arena.stdout })) {
    console.log(line);
    listen(line);
    printed += 1;
    if (printed <= lines && printed + 1 > lines) setTimeout(() => arena.kill('SIGKILL'), milliseconds);
  }
  const [code, signal] = await exit;
  assert.ok(signal === 'SIGKILL' || code === 0, `the arena ended with status ${code}`);
  return signal === 'SIGKILL';
}

function listen(line: string): void {
  const [, tick] = /^tick (\d+) of /.exec(line) ?? [];
  if (tick !== undefined) told = Number(tick);
  const [, found] = /goes on after tick (\d+)\.$/.exec(line) ?? [];
  if (found !== undefined)
    assert.ok(Number(found) >= told, `tick ${told} was over, and the game goes on after ${found}`);
  if (line.startsWith('A new game begins')) told = 0;
}
