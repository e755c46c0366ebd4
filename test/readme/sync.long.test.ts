/**
 * docs/sync.md works as it is typed: the tutorial leads to two browser tabs that show the same, and the rest of the
 * page is a program that prints what the page shows.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page as BrowserPage } from 'playwright-core';
import { COMPILER_COMMAND, NODE_MODULES } from '../built.js';
import { testInChromium } from '../chromium.js';
import { Page, programOf, ROOT } from './page.js';

const TEXT = new Page('docs/sync.md').text;
const [, TUTORIAL = '', CONCEPTS = ''] = /(^## Two browser tabs.*?)(^## What is promised.*)/ms.exec(TEXT) ?? [];

/** What the commands of the tutorial run. `npm install` has the packages of this repository as its result. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['npx ecsdb-gen schema.toml -o src/generated', COMPILER_COMMAND],
  ['npx tsc -p .', join(NODE_MODULES, 'typescript/bin/tsc')],
  ['node build/server.js', 'build/server.js'],
  ['npx vite', join(NODE_MODULES, 'vite/bin/vite.js')],
]);

// Below the repository, so that packages are found as in a folder with packages of its own.
const directory = mkdtempSync(join(ROOT, 'dist/tutorial-'));
const concepts = join(directory, 'concepts');
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

beforeAll(() => {
  write(directory, 'package.json', '{ "name": "dots", "type": "module" }');
  // A file is introduced by its name.
  for (const [, name = '', text = ''] of TUTORIAL.matchAll(/`([\w./]+)`:\n\n```\w+\n(.*?)^```$/gms)) {
    write(directory, name, text);
  }
  const tutorialConfig = /```json\n(.*?)^```$/ms.exec(TUTORIAL)?.[1] ?? '';
  write(concepts, 'package.json', '{ "type": "module" }');
  write(concepts, 'tsconfig.json', tutorialConfig);
  write(concepts, 'schema.toml', blocksOf('toml').join('\n'));
  write(concepts, 'src/page.ts', programOf(blocksOf('ts')));
});

test('the commands and files of the tutorial are those that the tests run', () => {
  for (const command of COMMANDS.keys()) expect(TUTORIAL).toContain(`\n${command}\n`);
  run(directory, 'npx ecsdb-gen schema.toml -o src/generated');
  run(directory, 'npx tsc -p .');
});

test('the program of the other sections prints what they show', () => {
  run(concepts, 'npx ecsdb-gen schema.toml -o src/generated');
  run(concepts, 'npx tsc -p .');
  expect(execFileSync(process.execPath, ['build/page.js'], { cwd: concepts, encoding: 'utf8' })).toBe(
    blocksOf('text').join(''),
  );
});

testInChromium(
  'the tutorial: two tabs of a room show the same dots, also after the server has restarted',
  async (browser) => {
    const { child, port } = await startServer('0');
    const url = await startVite(port);
    const tabs = [await open(browser, `${url}#1`), await open(browser, `${url}#1`)] as const;
    const other = await open(browser, `${url}#2`);
    await tabs[0].mouse.click(200, 200);
    for (const tab of tabs) await showsDots(tab, 1);

    child.kill('SIGKILL');
    await tabs[0].locator('p', { hasText: 'offline' }).waitFor();
    await startServer(port);
    for (const tab of tabs) await tab.locator('p', { hasText: 'live' }).waitFor();
    await tabs[1].mouse.click(300, 200);
    for (const tab of tabs) await showsDots(tab, 2);
    expect(await other.locator('i').count()).toBe(0);
  },
  120_000,
);

function blocksOf(language: string): string[] {
  return [...CONCEPTS.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , text = '']) => text);
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function argumentsOf(command: string): string[] {
  const [, ...given] = command.replace(/^npx /, '').split(' ');
  const script = COMMANDS.get(command) ?? '';
  return command.startsWith('node ') ? [script] : [script, ...given];
}

function run(cwd: string, command: string): void {
  execFileSync(process.execPath, argumentsOf(command), { cwd, stdio: ['ignore', 2, 2] });
}

/** Resolves when it prints what matches. */
async function start(args: readonly string[], port: string, printed: RegExp): Promise<[ChildProcess, string]> {
  const env = { ...process.env, PORT: port };
  // Vite prints each failure to reach the server, which is down on purpose.
  const child = spawn(process.execPath, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'ignore'] });
  running.add(child);
  let output = '';
  for (;;) {
    const [chunk] = await once(child.stdout, 'data');
    output += String(chunk);
    const [, found] = printed.exec(output) ?? [];
    if (found !== undefined) return [child, found];
  }
}

async function startServer(port: string): Promise<{ readonly child: ChildProcess; readonly port: string }> {
  const [child, used] = await start(argumentsOf('node build/server.js'), port, /port (\d+)\n/);
  return { child, port: used };
}

async function startVite(port: string): Promise<string> {
  const args = [...argumentsOf('npx vite'), '--port', '0'];
  const [, url] = await start(args, port, /(http:\/\/localhost:\d+\/)/);
  return url;
}

async function open(browser: Browser, url: string): Promise<BrowserPage> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.locator('p', { hasText: 'live' }).waitFor();
  return page;
}

async function showsDots(page: BrowserPage, count: number): Promise<void> {
  await page.waitForFunction(`document.querySelectorAll('i').length === ${count}`);
}
