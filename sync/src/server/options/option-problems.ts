/** Collects what is wrong with the options of a call, so that all of it can be corrected at once. */

import { EcsDbError } from '@ecsdb/runtime';
import { nearest } from './nearest.js';

interface Problem {
  readonly option: string;
  readonly expected: string;
  readonly got: string;
  readonly sentence: string;
}

/** A message shows this many characters of a text. */
const SHOWN_MAX = 60;
/** A message lists this many unknown names. */
const UNKNOWN_MAX = 20;

export class OptionProblems {
  /** As the caller writes it. */
  readonly call: string;
  readonly #problems: Problem[] = [];

  constructor(call: string) {
    this.call = call;
  }

  /** A problem in words: one sentence. */
  add(problem: Problem): void {
    this.#problems.push(problem);
  }

  wrong(option: string, expected: string, value: unknown): void {
    const got = formatValue(value);
    this.add({
      option,
      expected,
      got,
      sentence: `the option ${option} of ${this.call} must be ${expected}, got ${got}.`,
    });
  }

  /** `owner` is the option that has these options, if it is not the call itself. */
  requireKnown(options: object, known: readonly string[], owner?: string): void {
    const unknown = Object.keys(options).filter((name) => !known.includes(name));
    for (const name of unknown.slice(0, UNKNOWN_MAX)) {
      const option = owner === undefined ? name : `${owner}.${name}`;
      const similar = nearest(name, known);
      const advice = similar === undefined ? 'Remove it or correct its spelling' : `Did you mean "${similar}"`;
      const expected = `one of ${known.join(', ')}`;
      const sentence = `${this.call} has no option "${option}"; expected ${expected}. ${advice}${similar ? '?' : '.'}`;
      this.add({ option, expected, got: name, sentence });
    }
  }

  requireFunction(option: string, value: unknown): void {
    if (typeof value !== 'function') this.wrong(option, 'a function', value);
  }

  requireInteger(option: string, value: unknown, min: number, max: number): void {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
    this.wrong(option, `an integer from ${min} to ${max}`, value);
  }

  /** Throws `INVALID_OPTION` with everything that was found. Its facts are those of the first problem. */
  throwIfAny(): void {
    const [first, ...others] = this.#problems;
    if (first === undefined) return;
    const { option, expected, got, sentence } = first;
    const all = this.#problems.map((problem) => `\n  ${problem.sentence}`).join('');
    const message = others.length === 0 ? sentence : `${this.call} got ${others.length + 1} wrong options:${all}`;
    throw new EcsDbError('INVALID_OPTION', message, { option, expected, got });
  }
}

/** Objects are not converted, because their conversion may throw. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value);
  }
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
}

/** True for an object that can have options. */
export function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
