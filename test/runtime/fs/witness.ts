/**
 * Performs random steps on a simulated file system, and records in plain maps what must survive a crash.
 */

import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { fileOf, type Opened, perform, type Step } from './steps.js';

const DIRECTORY = '/db';
const SECTOR_BYTES = 512;

/** The contents of one file: the synced content first, then its content after each change since its last sync. */
type History = Uint8Array[];

export class Witness {
  readonly fs: SimulatedFileSystem = new SimulatedFileSystem();
  readonly #opened: Opened[] = [];
  readonly #historyOf = new Map<Opened, History>();
  #names = new Map<string, History>();
  #durableNames = new Map<string, History>();
  /** All files that ever had a name. */
  readonly #histories = new Map<string, Set<History>>();

  constructor(steps: readonly Step[]) {
    this.fs.makeDirectory(DIRECTORY);
    for (const step of steps) this.#record(step, perform(this.fs, DIRECTORY, this.#opened, step));
  }

  /** The files as the last syncs made them durable, by path. */
  durableFiles(): Map<string, Uint8Array> {
    const files = [...this.#durableNames].map(([name, [synced]]): [string, Uint8Array] => [
      `${DIRECTORY}/${name}`,
      synced as Uint8Array,
    ]);
    return new Map(files.sort());
  }

  /** Throws unless a crash can leave these bytes: each sector must be from a content that the file had. */
  requirePlausible(path: string, bytes: Uint8Array): void {
    const name = path.slice(DIRECTORY.length + 1);
    const candidates = [...(this.#histories.get(name) ?? [])];
    if (!candidates.some((history) => isPlausible(history, bytes)))
      throw new Error(`${path} has bytes that no crash can leave`);
  }

  #record(step: Step, result: unknown): void {
    if (typeof result === 'string' && result !== 'opened') return;
    switch (step.do) {
      case 'open':
        if (step.mode === 'create') this.#name(step.name, [new Uint8Array(0)]);
        this.#historyOf.set(this.#opened.at(-1) as Opened, this.#names.get(step.name) as History);
        return;
      case 'write':
        if (step.length > 0) this.#recordWrite(step.file);
        return;
      case 'sync': {
        const history = this.#history(step.file);
        history.splice(0, history.length - 1);
        return;
      }
      case 'rename': {
        const history = this.#names.get(step.name) as History;
        this.#names.delete(step.name);
        this.#name(step.to, history);
        return;
      }
      case 'unlink':
        this.#names.delete(step.name);
        return;
      case 'syncDirectory':
        this.#durableNames = new Map(this.#names);
        return;
    }
  }

  #recordWrite(number: number): void {
    const { file } = fileOf(this.#opened, number);
    const bytes = new Uint8Array(file.size());
    file.read(bytes, 0);
    this.#history(number).push(bytes);
  }

  #history(number: number): History {
    return this.#historyOf.get(fileOf(this.#opened, number)) as History;
  }

  #name(name: string, history: History): void {
    this.#names.set(name, history);
    const histories = this.#histories.get(name) ?? new Set();
    this.#histories.set(name, histories.add(history));
  }
}

function isPlausible(history: History, bytes: Uint8Array): boolean {
  const [first, last] = [history[0] as Uint8Array, history.at(-1) as Uint8Array];
  if (bytes.length < first.length || bytes.length > last.length) return false;
  for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
    const sector = bytes.subarray(at, at + SECTOR_BYTES);
    if (!history.some((state) => isSector(state, at, sector))) return false;
  }
  return true;
}

/** True if a state contains these bytes at a position. Bytes after its end count as zeros. */
function isSector(state: Uint8Array, at: number, sector: Uint8Array): boolean {
  return sector.every((byte, i) => byte === (state[at + i] ?? 0));
}
