/** The options of a server: their checks and defaults. */

import { Database } from '@ecsdb/runtime';
import { viewsOf } from '../channels/check-views.js';
import type { CheckedView } from '../channels/view.js';
import type { Limits } from '../clients/limits.js';
import type { SyncServerOptions } from '../sync-server.js';
import { completeLimits } from './complete-limits.js';
import { formatValue, isOptions, type OptionProblems } from './option-problems.js';

export interface CompleteOptions {
  readonly views: readonly CheckedView[];
  readonly limits: Limits;
}

const OPTIONS: readonly (keyof SyncServerOptions<unknown>)[] = ['authenticate', 'views', 'onError', 'limits', 'clock'];

/**
 * Checks what callers without types may pass. `known` are the names of further options. Throws `INVALID_OPTION` if the
 * rest cannot be checked; other mistakes are added to `problems`.
 */
export function completeOptions<User>(
  db: Database,
  options: SyncServerOptions<User>,
  problems: OptionProblems,
  known: readonly string[] = [],
): CompleteOptions {
  const names = [...known, ...OPTIONS];
  const isDatabase = db instanceof Database;
  if (!isDatabase) addArgument(problems, 'db', 'a Database, from Database.open or Database.memory', db);
  if (!isOptions(options)) {
    addArgument(problems, 'options', `an object with options: ${names.join(', ')}`, options);
    problems.throwIfAny();
  }
  problems.requireKnown(options, names);
  const { authenticate, onError } = options;
  problems.requireFunction('authenticate', authenticate);
  if (onError !== undefined) problems.requireFunction('onError', onError);
  const views = isDatabase ? viewsOf(db.schema, options.views, problems) : [];
  return { views, limits: completeLimits(options.limits, problems) };
}

function addArgument(problems: OptionProblems, option: string, expected: string, value: unknown): void {
  const got = formatValue(value);
  problems.add({ option, expected, got, sentence: `${problems.call}(db, options) expects ${expected}, got ${got}.` });
}
