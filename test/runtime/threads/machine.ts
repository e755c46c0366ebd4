/** Threads as small programs over shared memory, one access per step, whose steps can be interleaved in all orders. */

import type { Model, State, Step } from './explorer.js';

/** The words that threads share, and the words of each thread. */
export class Memory {
  readonly words: number[];

  constructor(words: readonly number[]) {
    this.words = words.slice();
  }

  get(word: number): number {
    return this.words[word] as number;
  }

  set(word: number, value: number): void {
    this.words[word] = value;
  }
}

export interface Instruction {
  /** The label of the step in the code, for example `R3`. */
  readonly label: string;
  /** Takes the step, and returns the place where the thread continues; undefined while the step cannot be taken. */
  does(memory: Memory): string | undefined;
  /** The word that the step accesses, if the access is plain. Absent if it is atomic. */
  plain?(memory: Memory): number;
  /** True if that access is a write. */
  readonly writes?: boolean;
}

/**
 * For each place, the instructions of which the thread takes one. It starts at the first place. A place without
 * instructions is an end.
 */
export type Program = Readonly<Record<string, readonly Instruction[]>>;

export interface MachineOptions {
  readonly memory: readonly number[];
  readonly programs: readonly Program[];
  /** Says what is wrong with a state; undefined if it is valid. It can ask the machine for the next steps. */
  wrong?(state: State, machine: Machine): string | undefined;
  /** Says what is wrong with the memory once no thread can take a step; undefined if it is valid. */
  wrongAtRest(memory: Memory): string | undefined;
}

/** A state is the memory, followed by the place of each thread. */
export class Machine implements Model {
  readonly start: State;
  readonly #options: MachineOptions;
  readonly #places: readonly (readonly string[])[];

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#places = options.programs.map((program) => Object.keys(program));
    this.start = [...options.memory, ...options.programs.map(() => 0)];
  }

  steps(state: State): Step[] {
    const steps: Step[] = [];
    for (let thread = 0; thread < this.#places.length; thread++) this.#addSteps(state, thread, steps);
    return steps;
  }

  /** The steps that one thread can take. */
  stepsOf(state: State, thread: number): Step[] {
    const steps: Step[] = [];
    this.#addSteps(state, thread, steps);
    return steps;
  }

  /** True if a thread is at one of the places. */
  isAt(state: State, thread: number, places: readonly string[]): boolean {
    const at = state[this.#options.memory.length + thread] as number;
    return places.includes(this.#places[thread]?.[at] as string);
  }

  wrong(state: State): string | undefined {
    return this.#options.wrong?.(state, this);
  }

  wrongAtRest(state: State): string | undefined {
    return this.#options.wrongAtRest(new Memory(state));
  }

  #addSteps(state: State, thread: number, steps: Step[]): void {
    const at = this.#options.memory.length + thread;
    const places = this.#places[thread] as readonly string[];
    const place = places[state[at] as number] as string;
    for (const instruction of this.#options.programs[thread]?.[place] ?? []) {
      const memory = new Memory(state);
      const word = instruction.plain?.(memory);
      const goesTo = instruction.does(memory);
      if (goesTo === undefined) continue;
      memory.set(at, places.indexOf(goesTo));
      const plain = word === undefined ? undefined : { word, writes: instruction.writes === true };
      steps.push({ label: instruction.label, thread, next: memory.words, plain });
    }
  }
}
