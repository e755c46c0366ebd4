/** The keeper's own thread. */

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../errors.js';
import { NodeFileSystem, systemCodeOf } from '../fs/index.js';
import { type KeeperAnswer, type KeeperRequest, KeeperService } from './keeper-service.js';

export interface KeeperThreadData {
  readonly directory: string;
}

export interface KeeperThreadRequest {
  readonly number: number;
  readonly request: KeeperRequest;
}

export type KeeperThreadReply =
  | { readonly number: number; readonly answer: KeeperAnswer }
  | { readonly number: number; readonly error: { readonly code: string | undefined; readonly message: string } };

assert(parentPort !== null, 'the keeper runs on a thread of its own');
const port = parentPort;
// The owner of the thread posts nothing else; types end where threads begin.
const service = new KeeperService(new NodeFileSystem(), (workerData as KeeperThreadData).directory);

port.on('message', ({ number, request }: KeeperThreadRequest) => {
  port.postMessage(replyTo(number, request));
});

function replyTo(number: number, request: KeeperRequest): KeeperThreadReply {
  try {
    return { number, answer: service.serve(request) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number, error: { code: systemCodeOf(error), message } };
  }
}
