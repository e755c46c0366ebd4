/** Changes of files as text, in the unified format that `git apply` and `patch` read. */

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

export interface FileChange {
  /** As the diff shows it, with slashes. */
  readonly path: string;
  /** Undefined for a new file. */
  readonly before: string | undefined;
  /** Undefined for a deleted file. */
  readonly after: string | undefined;
}

/** Unchanged lines around a change. */
const CONTEXT = 3;

export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes.map(fileDiff).join('');
}

function fileDiff({ path, before, after }: FileChange): string {
  if (before === after) return '';
  const mode =
    before === undefined ? 'new file mode 100644\n' : after === undefined ? 'deleted file mode 100644\n' : '';
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const options = { context: CONTEXT, headerOptions: FILE_HEADERS_ONLY };
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, options);
  return `diff --git a/${path} b/${path}\n${mode}${patch}`;
}
