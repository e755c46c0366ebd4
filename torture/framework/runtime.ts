/** The runtime under test. It is a parameter, because the same scenarios must catch mutants of it. */

import type * as Main from '@ecsdb/runtime';
import type * as Storage from '@ecsdb/runtime/storage';
import type * as Testing from '@ecsdb/runtime/testing';
import type * as Threads from '@ecsdb/runtime/threads';

export type Runtime = typeof Main & typeof Storage & typeof Testing & typeof Threads;

/** Loads a built runtime from the folder with its package.json; without `root`, the installed one. */
export async function loadRuntime(root?: string): Promise<Runtime> {
  if (root === undefined) {
    return {
      ...(await import('@ecsdb/runtime')),
      ...(await import('@ecsdb/runtime/storage')),
      ...(await import('@ecsdb/runtime/testing')),
      ...(await import('@ecsdb/runtime/threads')),
    };
  }
  const main: typeof Main = await import(new URL('dist/index.js', root).href);
  const storage: typeof Storage = await import(new URL('dist/storage.js', root).href);
  const testing: typeof Testing = await import(new URL('dist/testing.js', root).href);
  const threads: typeof Threads = await import(new URL('dist/threads.js', root).href);
  return { ...main, ...storage, ...testing, ...threads };
}
