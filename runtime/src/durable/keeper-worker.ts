/** The keeper's thread: serves the requests that the owner's thread posts. */

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
import type { LogIdentity } from '../recovery/index.js';
import { type KeeperReply, type KeeperRequest, KeeperService } from './keeper-service.js';

export interface KeeperThreadData {
  readonly directory: string;
  readonly lock: LockSite;
  readonly identity: LogIdentity;
}

export interface KeeperThreadRequest {
  readonly number: number;
  readonly request: KeeperRequest;
}

/** The properties of a system error that the owner's thread uses. */
export interface KeeperThreadError {
  readonly code: string | undefined;
  readonly path: string | undefined;
  readonly message: string;
}

export type KeeperThreadReply =
  | { readonly number: number; readonly reply: KeeperReply }
  | { readonly number: number; readonly error: KeeperThreadError };

assert(parentPort !== null, 'the keeper runs on a thread of its own');
const port = parentPort;
// keeper-thread-port.ts passes this, and nothing else starts the thread.
const data = workerData as KeeperThreadData;
let service: KeeperService | undefined;

port.on('message', ({ number, request }: KeeperThreadRequest) => {
  const reply = replyTo(number, request);
  port.postMessage(reply, buffersOf(reply));
});

function replyTo(number: number, request: KeeperRequest): KeeperThreadReply {
  try {
    service ??= new KeeperService(openDirectory(), data.identity);
    return { number, reply: service.serve(request) };
  } catch (error) {
    return { number, error: { code: systemCodeOf(error), path: pathOf(error), message: messageOf(error) } };
  }
}

/** A piece of the log is not copied: it has a buffer of its own, which is not shared. */
function buffersOf(reply: KeeperThreadReply): ArrayBuffer[] {
  if (!('reply' in reply)) return [];
  const { reply: content } = reply;
  return content !== undefined && 'place' in content ? [content.bytes.buffer as ArrayBuffer] : [];
}

function openDirectory(): Directory {
  return new Directory(new GuardedFileSystem(new NodeFileSystem(), new OpenLock(data.lock)), data.directory);
}
