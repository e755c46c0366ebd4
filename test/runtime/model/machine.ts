/** The simulated machine of a durable database. It crashes at a chosen call and keeps the files that a crash leaves. */

import { EcsDbError } from '@ecsdb/runtime';
import { type CrashChoice, SimulatedFileSystem } from '@ecsdb/runtime/testing';

/** A crash at the next changing call after `afterCalls` of them. If there are fewer calls, it comes after the last. */
export interface Crash {
  readonly afterCalls: number;
  readonly choice: CrashChoice;
}

/** Counts events, to check that the test covers all of them. */
export type Count = (event: string) => void;

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

  /** Turns the machine off and on again. A process from before continues with the old, switched-off file system. */
  crash({ choice }: Crash): void {
    this.#fs = this.#fs.crash(choice);
  }

  /** Returns false if `call` failed because the machine is off, or with an error that `isExpected` accepts. */
  async attempt(call: Promise<unknown>, isExpected?: (error: EcsDbError) => boolean): Promise<boolean> {
    const fs = this.#fs;
    try {
      await call;
      return true;
    } catch (error) {
      if (error instanceof EcsDbError && (fs.isOff || isExpected?.(error) === true)) return false;
      // The database releases its lock in all cases. On a switched-off machine this also fails.
      if (fs.isOff && error instanceof Error && error.message.includes('the machine is off')) return false;
      throw error;
    }
  }
}
