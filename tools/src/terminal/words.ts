/** Figures as people read them. */

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** For example `1 file`, `12,345 files`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}

/** For example `512 bytes`, `1.4 MiB`. */
export function bytes(number: number): string {
  let unit = 0;
  let value = number;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? count(number, 'byte') : `${value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** For example `version 7`, `versions 7 to 9`, `version 7 and later`. */
export function versions(first: number, last: number | undefined): string {
  if (last === undefined) return `version ${first} and later`;
  return first === last ? `version ${first}` : `versions ${first} to ${last}`;
}

/** For example `2026-01-31 12:00:00 UTC`. */
export function date(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A path as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Lines with a column of names and a column of what they mean. */
export function columns(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
}
