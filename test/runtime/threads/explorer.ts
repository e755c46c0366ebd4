/**
 * Executes all orders in which several threads can take their steps. Breadth first, so that a violation is reported
 * with the shortest order.
 */

/**
 * The state of the model as small integers: shared memory, and for each thread its place in its program and its own
 * words.
 */
export type State = readonly number[];

/** One step of one thread. It accesses shared memory at most once. */
export interface Step {
  /** The label of the step in the code, for example `R3`. */
  readonly label: string;
  readonly thread: number;
  readonly next: State;
  /** The word that the step accesses, if the access is plain and not atomic. */
  readonly plain?: { readonly word: number; readonly writes: boolean } | undefined;
}

export interface Model {
  readonly start: State;
  /** All steps that can be taken next. Throws `Violation` if a step finds an invalid state. */
  steps(state: State): Step[];
  /** Says what is wrong with a state; undefined if it is valid. */
  wrong?(state: State): string | undefined;
  /** Says what is wrong with a state in which no thread can take a step; undefined if it is a valid end. */
  wrongAtRest(state: State): string | undefined;
}

/** Thrown by a step that finds an invalid state. */
export class Violation extends Error {}

export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** What is wrong, and a shortest order of steps that leads there: labels, each with its thread. */
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
    const { steps, wrong } = check(model, stateOf(states[index] as string));
    if (wrong !== undefined) return { states: states.length, steps: taken, found: { wrong, way: wayTo(index) } };
    for (const { label, thread, next } of steps) {
      taken++;
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= STATES_MAX) throw new Error(`the model has more than ${STATES_MAX} states`);
      seen.add(key);
      states.push(key);
      cameFrom.push(index);
      cameBy.push(`${thread}:${label}`);
    }
  }
  return { states: states.length, steps: taken };
}

function check(model: Model, state: State): { steps: Step[]; wrong: string | undefined } {
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
 * Finds two threads that can access the same word at the same time by plain accesses, at least one of them writing. By
 * JavaScript's memory model, a program without such races behaves as if its steps were taken one by one in some order.
 * So exploring all orders covers everything that can happen.
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
