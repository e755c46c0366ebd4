/** Parses all files, for `--verify` and what implies it. A file that does not parse is a bug in a template. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { firstFault, InternalError } from './parse.js';

export { InternalError };

/** From this number of files, a second thread parses half of them: parsing 1,000 files takes two seconds. */
const SHARED_FROM = 100;

/** Throws `InternalError` if a file has a syntax error. */
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

/**
 * A program that is bundled into one file has no file from which to start the thread; then this thread does the work.
 */
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
