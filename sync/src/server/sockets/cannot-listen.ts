/** The error of a server that cannot listen. */

import { EcsDbError } from '@ecsdb/runtime';

/** By code of the system: what to do. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'Use another port, or end what listens there.'],
  ['EACCES', 'The process may not listen there: use a port from 1024 on, or give it the permission.'],
  ['EADDRNOTAVAIL', 'This machine does not have that address: correct `host`, or leave it out to listen on all.'],
  ['ENOTFOUND', 'No address has that name: correct `host`, or leave it out to listen on all.'],
]);

export function cannotListen(port: number, host: string | undefined, cause: NodeJS.ErrnoException): EcsDbError {
  const { code } = cause;
  const place = `port ${port}${host === undefined ? '' : ` of host ${JSON.stringify(host)}`}`;
  const advice = ADVICE.get(code ?? '') ?? 'Look at the cause of this error.';
  const message = `the server cannot listen on ${place} (${code ?? cause.message}). ${advice}`;
  return new EcsDbError('IO_ERROR', message, code === undefined ? {} : { systemCode: code }, { cause });
}
