/** Changes of files as text, in the unified format that `git apply` and `patch` read. */

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

type Line = readonly [sign: ' ' | '-' | '+', text: string];

export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes.map(fileDiff).join('');
}

function fileDiff({ path, before, after }: FileChange): string {
  if (before === after) return '';
  const lines = compareLines(linesOf(before ?? ''), linesOf(after ?? ''));
  const mode =
    before === undefined ? 'new file mode 100644\n' : after === undefined ? 'deleted file mode 100644\n' : '';
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  return `diff --git a/${path} b/${path}\n${mode}--- ${from}\n+++ ${to}\n${hunksOf(lines).join('')}`;
}

/** Lines with their line breaks, so that only the last one can lack one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunksOf(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(([sign], index) => (sign === ' ' ? [] : [index]));
  const hunks: string[] = [];
  for (let at = 0; at < changed.length; ) {
    const start = Math.max(0, (changed[at] ?? 0) - CONTEXT);
    let end = (changed[at] ?? 0) + 1 + CONTEXT;
    for (at++; at < changed.length && (changed[at] ?? 0) - CONTEXT <= end; at++) end = (changed[at] ?? 0) + 1 + CONTEXT;
    hunks.push(hunk(lines, start, Math.min(end, lines.length)));
  }
  return hunks;
}

function hunk(lines: readonly Line[], start: number, end: number): string {
  const count = (part: readonly Line[], sign: '-' | '+'): number =>
    part.filter((line) => line[0] === ' ' || line[0] === sign).length;
  const [before, inside] = [lines.slice(0, start), lines.slice(start, end)];
  const range = (sign: '-' | '+'): string => {
    const length = count(inside, sign);
    // A range without lines is named by the line before it.
    return `${sign}${count(before, sign) + (length === 0 ? 0 : 1)},${length}`;
  };
  const text = inside.map(
    ([sign, line]) => `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`,
  );
  return `@@ ${range('-')} ${range('+')} @@\n${text.join('')}`;
}

function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const rest = Math.min(before.length, after.length) - head;
  while (tail < rest && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const kept = (from: number, to?: number): Line[] => before.slice(from, to).map((line): Line => [' ', line]);
  const [old, now] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return [...kept(0, head), ...compareMiddle(old, now), ...kept(before.length - tail)];
}

/** A rename changes lines of most files and adds none. Then the lines correspond one by one. */
function compareMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const pairs =
    before.length === after.length ? before.map((_, index) => [index, index] as const) : commonLines(before, after);
  const lines: Line[] = [];
  let removed: Line[] = [];
  let added: Line[] = [];
  const flush = (): void => {
    lines.push(...removed, ...added);
    removed = [];
    added = [];
  };
  let [x, y] = [0, 0];
  for (const [toX, toY] of [...pairs, [before.length, after.length] as const]) {
    for (; x < toX; x++) removed.push(['-', before[x] ?? '']);
    for (; y < toY; y++) added.push(['+', after[y] ?? '']);
    const [line, twin] = [before[x], after[y]];
    if (line === undefined || twin === undefined) break;
    if (line === twin) {
      flush();
      lines.push([' ', line]);
    } else {
      removed.push(['-', line]);
      added.push(['+', twin]);
    }
    x++;
    y++;
  }
  flush();
  return lines;
}

/** Above this product of lines, a comparison would take too much memory; then no line counts as common. */
const CELLS_MAX = 4_000_000;

/** A longest list of lines that both texts have in this order, as pairs of indexes. */
function commonLines(before: readonly string[], after: readonly string[]): (readonly [number, number])[] {
  const width = after.length + 1;
  if (before.length * width > CELLS_MAX) return [];
  /** The number of common lines from a pair of indexes on. */
  const common = new Uint32Array((before.length + 1) * width);
  const at = (x: number, y: number): number => common[x * width + y] ?? 0;
  for (let x = before.length - 1; x >= 0; x--) {
    for (let y = after.length - 1; y >= 0; y--) {
      common[x * width + y] = before[x] === after[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [x, y] = [0, 0]; x < before.length && y < after.length; ) {
    if (before[x] === after[y]) pairs.push([x++, y++]);
    else if (at(x + 1, y) >= at(x, y + 1)) x++;
    else y++;
  }
  return pairs;
}
