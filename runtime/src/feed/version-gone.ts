/** The error of `commitsSince` for commits that are not kept. */

import { EcsDbError } from '../errors.js';

export const NOT_KEPT = 'older commits were overwritten or not recorded';

/** `last` is the last version; `why` says why the commits after version `after` are not kept. */
export function versionGone(after: number, oldestVersion: number, last: number, why: string): EcsDbError {
  return new EcsDbError(
    'VERSION_GONE',
    `commitsSince(${after}): the commits after version ${after} are not kept; ${why}. The oldest kept commit is ` +
      `${oldestVersion}. Read the present state instead, and continue from its version.`,
    { oldestVersion, expected: `a version from ${oldestVersion - 1} to ${last}`, got: String(after) },
  );
}
