/** What customers were told, noted outside of the database: after a restart, the database must know all of it. */

import { openSync, readFileSync, writeSync } from 'node:fs';

/** A transfer was acknowledged, with the version that the database had then. */
export interface Acknowledgement {
  readonly number: number;
  readonly version: number;
}

/**
 * A file with a line for each acknowledgement. What is written to it outlives this process, whatever ends that; it is not synced, so
 * a loss of power may take some lines. Then the database knows more than the file, which is no fault.
 */
export class Acknowledgements {
  /** Those of earlier processes. */
  readonly earlier: readonly Acknowledgement[];
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a+');
    this.earlier = readFileSync(path, 'utf8').split('\n').slice(0, -1).map(parse);
  }

  note({ number, version }: Acknowledgement): void {
    writeSync(this.#file, `${number} ${version}\n`);
  }
}

function parse(line: string): Acknowledgement {
  const [number, version] = line.split(' ').map(Number);
  if (number === undefined || version === undefined) throw new Error(`"${line}" is no acknowledgement`);
  return { number, version };
}
