/** A thread of a crew: prepares its task, does it for each order, and ends. */

import { parentPort, workerData } from 'node:worker_threads';

const { task, data, port, number } = workerData;
const { prepare } = await import(`./tasks/${task}.js`);
const { run, end } = await prepare(data, port, number);

parentPort.on('message', async ({ isEnd, order }) => {
  if (isEnd) {
    await end?.();
    port.close();
    parentPort.close();
  } else {
    parentPort.postMessage(await run(order));
  }
});
parentPort.postMessage('ready');
