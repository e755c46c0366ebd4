/** Every link of every document leads to a file, and to a heading of it. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Page, ROOT } from './page.js';

const IGNORED = new Set(['node_modules', 'dist', 'generated', '.git']);

function documentsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const DOCUMENTS = documentsIn('');

test.each(DOCUMENTS)('%s', (path) => {
  expect(new Page(path).brokenLinks()).toEqual([]);
});

test('the documents of users are among them', () => {
  expect(DOCUMENTS).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/guide.md', 'docs/durability.md', 'docs/threads.md']),
  );
});
