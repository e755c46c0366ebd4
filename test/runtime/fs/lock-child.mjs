/**
 * A process, or a thread, that takes the lock of a directory when told so; each line it is sent is an order, each line
 * it prints an answer. It ends when its input does.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { NodeFileSystem } from '@ecsdb/runtime/storage';

const [directory = ''] = process.argv.slice(2);
const fs = new NodeFileSystem();
let lock;

function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function take() {
  try {
    lock = fs.lock(directory);
    return { taken: true, pid: process.pid };
  } catch (error) {
    return { taken: false, code: error.code, pid: error.pid, message: error.message };
  }
}

/** Takes and releases again and again, and counts how often somebody else was there at the same time. */
function contend(rounds) {
  const inside = `${directory}/inside`;
  let [taken, clashes] = [0, 0];
  while (taken < rounds) {
    if (!take().taken) continue;
    taken++;
    try {
      writeFileSync(inside, '', { flag: 'wx' });
      rmSync(inside);
    } catch {
      clashes++;
    }
    lock.release();
  }
  return { taken, clashes };
}

const orders = {
  take: () => answer(take()),
  release: () => {
    lock.release();
    answer({ released: true });
  },
  contend: (rounds) => answer(contend(Number(rounds))),
};

answer({ ready: true, pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  const [order = '', ...rest] = line.split(' ');
  orders[order](...rest);
}
