/** The acknowledgements, recorded outside of the database. After a restart, the database must contain all of them. */

import { openSync, readFileSync, writeSync } from 'node:fs';

/** A transfer that was acknowledged, and the version that the database had then. */
export interface Acknowledgement {
  readonly number: number;
  readonly version: number;
}

/**
 * A file with a line for each acknowledgement. A line outlives the process, however the process ends. The file is not
 * synced, so a loss of power may take some lines; then the database contains more than the file, which is correct.
 */
export class Acknowledgements {
  /** The acknowledgements of earlier processes. */
  readonly earlier: readonly Acknowledgement[];
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a+');
    this.earlier = readFileSync(path, 'utf8').split('\n').slice(0, -1).map(parse);
  }

  record({ number, version }: Acknowledgement): void {
    writeSync(this.#file, `${number} ${version}\n`);
  }
}

function parse(line: string): Acknowledgement {
  const [number, version] = line.split(' ').map(Number);
  if (number === undefined || version === undefined) throw new Error(`Expected a number and a version, got "${line}".`);
  return { number, version };
}
