/** The keeper's own thread. */

import { parentPort, workerData } from '#node-system';
import { Directory } from '../directory/index.js';
import { assert } from '../errors.js';
import {
  GuardedFileSystem,
  type LockSite,
  messageOf,
  NodeFileSystem,
  OpenLock,
  pathOf,
  systemCodeOf,
} from '../fs/index.js';
import { type KeeperAnswer, type KeeperRequest, KeeperService } from './keeper-service.js';

export interface KeeperThreadData {
  readonly directory: string;
  readonly lock: LockSite;
}

export interface KeeperThreadRequest {
  readonly number: number;
  readonly request: KeeperRequest;
}

/** What the owner needs of an error of the system. */
export interface KeeperThreadError {
  readonly code: string | undefined;
  readonly path: string | undefined;
  readonly message: string;
}

export type KeeperThreadReply =
  | { readonly number: number; readonly answer: KeeperAnswer }
  | { readonly number: number; readonly error: KeeperThreadError };

assert(parentPort !== null, 'the keeper runs on a thread of its own');
const port = parentPort;
// The owner of the thread posts nothing else; types end where threads begin.
const data = workerData as KeeperThreadData;
let service: KeeperService | undefined;

port.on('message', ({ number, request }: KeeperThreadRequest) => {
  port.postMessage(replyTo(number, request));
});

function openedDirectory(): Directory {
  return new Directory(new GuardedFileSystem(new NodeFileSystem(), new OpenLock(data.lock)), data.directory);
}

function replyTo(number: number, request: KeeperRequest): KeeperThreadReply {
  try {
    service ??= new KeeperService(openedDirectory());
    return { number, answer: service.serve(request) };
  } catch (error) {
    return { number, error: { code: systemCodeOf(error), path: pathOf(error), message: messageOf(error) } };
  }
}
