/** Measures the sync times of the disk during another task: a thread syncs a small write every few milliseconds. */

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openProbe } from './disk.js';
import { Timeline } from './timeline.js';

const PAUSE_MS = 3;
const STOP = 0;

/** `stop()` promises a timeline of the syncs, in milliseconds of `clock()`. */
export function watchDisk(directory) {
  const flags = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { directory, flags } });
  const ready = new Promise((resolve) => worker.once('message', resolve));
  return {
    ready,
    async stop() {
      const watched = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      Atomics.store(flags, STOP, 1);
      Atomics.notify(flags, STOP);
      const syncs = new Timeline();
      for (const [end, duration] of await watched) syncs.add(end, duration);
      return syncs;
    },
  };
}

/** Milliseconds of a clock that all threads share. */
export function clock() {
  return performance.timeOrigin + performance.now();
}

function watch({ directory, flags }) {
  const probe = openProbe(directory);
  const syncs = [];
  parentPort.postMessage('ready');
  while (Atomics.wait(flags, STOP, 0, PAUSE_MS) === 'timed-out') {
    const milliseconds = probe.sync();
    syncs.push([clock(), milliseconds]);
  }
  probe.close();
  parentPort.postMessage(syncs);
}

if (!isMainThread && workerData?.flags !== undefined) watch(workerData);
