/** `--watch`: compiles after every change of the schema, and continues after errors. */

import { type FSWatcher, watch as watchDirectory } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { systemCode } from '../output/index.js';
import { readRegularFile } from '../read-file.js';
import { EXIT, type ExitStatus, Failure, printError } from './environment.js';
import { type GenerateOptions, generateDraft } from './generate.js';
import { reasonOf } from './read-schema.js';

/** Editors write a file in several steps. It is read this time after the last step. */
const SETTLE_MS = 60;

/** Resolves after SIGINT or SIGTERM. */
export async function watch(schemaPath: string, options: GenerateOptions): Promise<ExitStatus> {
  const path = resolve(schemaPath);
  let compiled: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  /** Compiles only if the text has changed, because many systems report one change twice. */
  const run = async (): Promise<void> => {
    const text = readText(path);
    if (text !== undefined && text === compiled) return;
    compiled = text;
    try {
      await generateDraft(schemaPath, options);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      printError(`ecsdb-gen: ${error.message}`);
    }
  };

  return new Promise<ExitStatus>((done, fail) => {
    const schedule = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(run);
        running.catch(stop);
      }, SETTLE_MS);
    };
    // Watches the directory, not the file: an editor that saves by renaming replaces the file.
    let watcher: FSWatcher;
    try {
      watcher = watchDirectory(dirname(path), (_event, name) => {
        if (name === null || name === basename(path)) schedule();
      });
    } catch (error) {
      fail(cannotWatch(schemaPath, error));
      return;
    }
    const stop = (error?: unknown): void => {
      clearTimeout(timer);
      watcher.close();
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      if (error === undefined) running.then(() => done(EXIT.done), fail);
      else fail(error);
    };
    const end = (): void => stop();
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    watcher.on('error', (error) => stop(cannotWatch(schemaPath, error)));
    running = run().then(() => {
      if (!options.quiet) printError(`watching ${schemaPath}; stop with Ctrl-C`);
    });
    running.catch(stop);
  });
}

function cannotWatch(schemaPath: string, error: unknown): Error {
  const code = systemCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  // Codes of inotify on Linux, where they have this meaning.
  const isLimit = code === 'ENOSPC' || code === 'EMFILE';
  const reason = isLimit ? 'the system allows no more watchers; raise its limit on them' : reasonOf(error);
  return new Failure(`cannot watch the directory of "${schemaPath}": ${reason}`);
}

/** Undefined if the file cannot be read; the run reports the reason. */
function readText(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readRegularFile(path));
  } catch {
    return undefined;
  }
}
