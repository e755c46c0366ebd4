/**
 * People watch a game in browsers: each team sees its own orders only, and pages survive a server that is killed. As
 * often as you like: `KILLS=30 npm run test:only -- test/examples/observatory`, every ten seconds.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { NODE_MODULES } from '../built.js';
import { testInChromium } from '../chromium.js';
import { buildExample } from './build.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/observatory/', import.meta.url));
const LOOT = '40';
/** The server is killed that many times; in a long run, every ten seconds. */
const KILLS = Number(process.env['KILLS'] ?? 2);
const PAUSE_MS = KILLS > 2 ? 10_000 : 0;

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-observatory-'));
let server: ChildProcess | undefined;
afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Resolves to the URL of the page. */
async function start(port: string): Promise<string> {
  const args = ['dist/server/main.js', port, directory];
  const started = spawn(process.execPath, args, { cwd: EXAMPLE, stdio: ['ignore', 'pipe', 'inherit'] });
  server = started;
  const [printed] = await once(started.stdout, 'data');
  return /http:\/\/localhost:\d+/.exec(String(printed))?.[0] ?? '';
}

async function kill(): Promise<void> {
  const exited = once(server as ChildProcess, 'exit');
  server?.kill('SIGKILL');
  await exited;
}

async function open(browser: Browser, url: string, team: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${url}/#${team}`);
  await showsGame(page);
  return page;
}

async function showsGame(page: Page): Promise<void> {
  await page.locator('#status[data-state="live"]').waitFor();
  await page.locator('#loot', { hasText: LOOT }).waitFor();
}

async function versionOf(page: Page): Promise<number> {
  return Number((await page.locator('#version').textContent())?.replaceAll(',', ''));
}

/** Waits until the page shows a later version. */
async function goesOn(page: Page): Promise<void> {
  const before = await versionOf(page);
  await page.waitForFunction(`Number(document.getElementById('version').textContent.replaceAll(',', '')) > ${before}`);
}

testInChromium(
  'observatory: pages of three users, a server that is killed, and a page that is frozen',
  async (browser) => {
    const run = buildExample('observatory');
    run(join(NODE_MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn');
    const url = await start('0');
    const { port } = new URL(url);
    const red = await open(browser, url, 'red');
    const blue = await open(browser, url, 'blue');
    const spectator = await open(browser, url, 'spectator');

    // Each team has an order at any time.
    for (const page of [red, blue]) await page.locator('#orders', { hasText: /^1$/ }).waitFor();
    expect(await spectator.locator('#orders').textContent()).toBe('0');
    // No page needs headers that isolate it.
    expect(await red.evaluate('crossOriginIsolated')).toBe(false);

    for (let kills = 0; kills < KILLS; kills++) {
      await red.waitForTimeout(PAUSE_MS);
      const before = await versionOf(red);
      await kill();
      await red.locator('#status:not([data-state="live"])').waitFor();
      expect(await red.locator('#loot').textContent()).toBe(LOOT);
      expect(await versionOf(red)).toBeGreaterThanOrEqual(before);
      await start(port);
      for (const page of [red, blue, spectator]) {
        await showsGame(page);
        await goesOn(page);
      }
    }

    const session = await red.context().newCDPSession(red);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await goesOn(blue);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await showsGame(red);
    await goesOn(red);

    // The choice of another team is another user.
    await spectator.getByLabel('Red').check();
    await spectator.locator('#orders', { hasText: /^1$/ }).waitFor();
  },
  120_000 + KILLS * 2 * PAUSE_MS,
);
