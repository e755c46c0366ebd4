/**
 * Starts the bank and ends it with `kill -9` at a random moment, several times. Then lets it finish its day.
 *
 * At each start, the bank itself checks that nothing acknowledged is lost. At the end it checks that all accounts are
 * as they would be without interruption.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const KILLS = Number(process.argv[2] ?? 5);
const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));
/** About a third of what a day records. */
const ACKNOWLEDGED_BYTES_MAX = 160_000;

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-bank-'));
const acknowledged = join(directory, 'acknowledged.txt');
for (let kills = 0; kills < KILLS; ) {
  const bank = start();
  const exit = once(bank, 'exit');
  await randomMoment(bank);
  bank.kill('SIGKILL');
  const [code, signal] = await exit;
  // The day may have ended before.
  assert.ok(signal === 'SIGKILL' || code === 0, `the bank ended with status ${code}`);
  if (signal === 'SIGKILL') console.log(`-- kill ${++kills} of ${KILLS} --\n`);
}
const [code] = await once(start(), 'exit');
assert.equal(code, 0, 'the bank must finish its day');
console.log(`\nKilled ${KILLS} times, and nothing acknowledged was lost.`);
rmSync(directory, { recursive: true });

function start(): ChildProcess {
  return spawn(process.execPath, [MAIN, directory], { stdio: 'inherit' });
}

/** Usually a moment while transfers are acknowledged, sometimes while the bank is being opened. */
async function randomMoment(bank: ChildProcess): Promise<void> {
  if (Math.random() < 0.2) {
    await setTimeout(Math.random() * 200);
    return;
  }
  const enough = acknowledgedBytes() + Math.random() * ACKNOWLEDGED_BYTES_MAX;
  while (acknowledgedBytes() < enough && bank.exitCode === null) await setTimeout(1);
}

function acknowledgedBytes(): number {
  return statSync(acknowledged, { throwIfNoEntry: false })?.size ?? 0;
}
