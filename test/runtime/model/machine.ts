/** The machine that a durable database runs on: goes off at a chosen call, and comes back with what a crash leaves. */

import { EcsDbError } from '@ecsdb/runtime';
import { type CrashChoice, SimulatedFileSystem } from '@ecsdb/runtime/testing';

/** The machine goes off at the call after so many that change something; if there are fewer, when they are over. */
export interface Crash {
  readonly afterCalls: number;
  readonly choice: CrashChoice;
}

/** What was met, to see that the test meets everything. */
export type Count = (what: string) => void;

const CHANGING: ReadonlySet<string> = new Set(['write', 'sync', 'create', 'rename', 'unlink', 'syncDirectory']);

export class Machine {
  readonly #count: Count;
  #fs = new SimulatedFileSystem();

  constructor(count: Count) {
    this.#count = count;
  }

  get fs(): SimulatedFileSystem {
    return this.#fs;
  }

  get isOff(): boolean {
    return this.#fs.isOff;
  }

  arm({ afterCalls }: Crash): void {
    let left = afterCalls;
    this.#fs.onCall(({ kind }) => {
      if (!CHANGING.has(kind) || left-- > 0) return undefined;
      this.#count(`crashes at ${kind}`);
      return 'crash';
    });
  }

  disarm(): void {
    this.#fs.onCall();
  }

  /** Turns it off, if it is not off yet, and on again. What runs on it goes on with the one that is off. */
  crash({ choice }: Crash): void {
    this.#fs = this.#fs.crash(choice);
  }

  /** False when what was asked of the database failed, which only the end of the machine excuses, or `isExpected`. */
  async attempt(asked: Promise<unknown>, isExpected?: (error: EcsDbError) => boolean): Promise<boolean> {
    const fs = this.#fs;
    try {
      await asked;
      return true;
    } catch (error) {
      if (error instanceof EcsDbError && (fs.isOff || isExpected?.(error) === true)) return false;
      // The lock is released whatever happened, and that fails, too.
      if (fs.isOff && error instanceof Error && error.message.includes('the machine is off')) return false;
      throw error;
    }
  }
}
