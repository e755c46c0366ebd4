/** Figures, paths and tables as text for people. */

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** For example `1 file`, `12,345 files`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** For example `512 bytes`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? formatCount(bytes, 'byte') : `${value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** For example `version 7`, `versions 7 to 9`, `version 7 and later`. */
export function formatVersions(first: number, last: number | undefined): string {
  if (last === undefined) return `version ${first} and later`;
  return first === last ? `version ${first}` : `versions ${first} to ${last}`;
}

/** For example `2026-01-31 12:00:00 UTC`. */
export function formatDate(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A path in the quotes that a shell needs. */
export function quotePath(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Lines with a column of names and a column of values. */
export function alignColumns(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
}
