/** The last look before anything is written: a file that does not parse is a fault of a template, and stays here. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { firstFault, InternalError } from './parse.js';

export { InternalError };

/** From this many files on a second thread takes half of them: 1,000 files take two seconds of parsing. */
const SHARED_FROM = 100;

/** Parses each file once and throws `InternalError` if one has a syntax error. */
export async function checkSyntax(files: ReadonlyMap<string, string>): Promise<void> {
  if (files.size === 0) return;
  const all = [...files];
  const share = all.length < SHARED_FROM ? 0 : all.length >>> 1;
  const elsewhere = share === 0 ? undefined : parseElsewhere(all.slice(0, share));
  const faults = await Promise.all([elsewhere, firstFault(all.slice(share))]);
  const fault = faults.find((one) => one !== undefined);
  if (fault !== undefined) throw new InternalError(fault);
}

type Files = readonly (readonly [name: string, text: string])[];

/** A program that was bundled into one file has no file to start the thread from; then this thread does the work. */
async function parseElsewhere(files: Files): Promise<string | undefined> {
  try {
    return await parseInThread(files);
  } catch {
    return firstFault(files);
  }
}

async function parseInThread(files: Files): Promise<string | undefined> {
  const thread = new Worker(new URL('./parse-thread.js', import.meta.url), { workerData: files });
  const [fault]: unknown[] = await once(thread, 'message');
  return typeof fault === 'string' ? fault : undefined;
}
