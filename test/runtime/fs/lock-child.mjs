/**
 * A process that takes the lock of a directory. Each line of its input is an order, and each line of its output is a
 * reply. It ends when its input ends.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { NodeFileSystem } from '@ecsdb/runtime/storage';

const [directory = ''] = process.argv.slice(2);
const fs = new NodeFileSystem();
let lock;

function reply(value) {
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

/** Takes and releases the lock `rounds` times. Counts how often another process held it at the same time. */
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
  take: () => reply(take()),
  release: () => {
    lock.release();
    reply({ released: true });
  },
  contend: (rounds) => reply(contend(Number(rounds))),
};

reply({ ready: true, pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  const [order = '', ...rest] = line.split(' ');
  orders[order](...rest);
}
