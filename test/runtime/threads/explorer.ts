/** Walks through all orders in which the steps of several threads can be taken, breadth first, so that what it finds has the shortest way. */

/** Everything that can differ between two moments, as small integers: shared memory, and of each thread where it is and what it knows. */
export type State = readonly number[];

/** One step of one thread; a step touches shared memory once at most. */
export interface Step {
  /** The label of the step in the code, for example `R3`. */
  readonly label: string;
  readonly thread: number;
  readonly next: State;
  /** The word that it touches by a plain access, not an atomic one. */
  readonly plain?: { readonly word: number; readonly writes: boolean } | undefined;
}

export interface Model {
  readonly start: State;
  /** All steps that can be taken. Throws `Violation` when a step meets something that must not be. */
  steps(state: State): Step[];
  /** What is wrong with a state, if anything is. */
  wrong?(state: State): string | undefined;
  /** What is wrong with a state from which nobody can go on, if anything is. */
  wrongAtRest(state: State): string | undefined;
}

/** Thrown by a step that meets something that must not be. */
export class Violation extends Error {}

export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** What is wrong, and the labels of a shortest way to it, each with its thread. */
  readonly found?: { readonly wrong: string; readonly way: readonly string[] };
}

const STATES_MAX = 2_000_000;

export function explore(model: Model): Explored {
  // States are kept as strings, which are compared and stored faster than arrays.
  const states = [keyOf(model.start)];
  const seen = new Set(states);
  const cameFrom = [-1];
  const cameBy = [''];
  let taken = 0;

  function wayTo(index: number): string[] {
    const way: string[] = [];
    for (let at = index; at > 0; at = cameFrom[at] as number) way.push(cameBy[at] as string);
    return way.reverse();
  }

  for (let index = 0; index < states.length; index++) {
    const { steps, wrong } = look(model, stateOf(states[index] as string));
    if (wrong !== undefined) return { states: states.length, steps: taken, found: { wrong, way: wayTo(index) } };
    for (const { label, thread, next } of steps) {
      taken++;
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= STATES_MAX) throw new Error('the model has more states than are explored');
      seen.add(key);
      states.push(key);
      cameFrom.push(index);
      cameBy.push(`${thread}:${label}`);
    }
  }
  return { states: states.length, steps: taken };
}

function look(model: Model, state: State): { steps: Step[]; wrong: string | undefined } {
  try {
    const steps = model.steps(state);
    const wrong = model.wrong?.(state) ?? raceOf(steps) ?? (steps.length === 0 ? model.wrongAtRest(state) : undefined);
    return { steps, wrong };
  } catch (error) {
    if (error instanceof Violation) return { steps: [], wrong: error.message };
    throw error;
  }
}

/**
 * Two threads that can touch the same word at the same moment by plain accesses, one of them writing. A program in which that cannot
 * happen behaves, by JavaScript's memory model, as if its steps were taken one by one in some order; so all orders are all there is.
 */
function raceOf(steps: readonly Step[]): string | undefined {
  for (const one of steps) {
    if (one.plain === undefined) continue;
    for (const other of steps) {
      if (other.plain === undefined || one.thread >= other.thread) continue;
      if (one.plain.word !== other.plain.word || !(one.plain.writes || other.plain.writes)) continue;
      return `a race: ${one.thread}:${one.label} and ${other.thread}:${other.label}`;
    }
  }
  return undefined;
}

function keyOf(state: State): string {
  return String.fromCharCode.apply(null, state as number[]);
}

function stateOf(key: string): State {
  const state: number[] = [];
  for (let at = 0; at < key.length; at++) state.push(key.charCodeAt(at));
  return state;
}
