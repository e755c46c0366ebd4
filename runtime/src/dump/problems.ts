/** What is wrong with the lines of an input: a fault while a line is read, and all faults of all lines. */

import { EcsDbError, joinListed } from '../errors.js';

export type LineCode =
  | 'NOT_UTF8'
  | 'TOO_LONG'
  | 'TOO_DEEP'
  | 'NOT_JSON'
  | 'NOT_CSV'
  | 'NOT_A_DUMP'
  | 'TRUNCATED'
  | 'UNKNOWN_TABLE'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_VARIANT'
  | 'MISSING_FIELD'
  | 'WRONG_VALUE'
  | 'WRONG_ENTITY'
  | 'DUPLICATE'
  | 'UNKNOWN_REFERENCE'
  /** With what the database contains already. */
  | 'CONFLICT'
  | 'CONSTRAINT';

/** A line that was not loaded, or of which a part was not loaded. */
export interface BadLine {
  /** From 1 on. */
  readonly line: number;
  readonly code: LineCode;
  /** A sentence without its full stop. */
  readonly message: string;
}

/** What can be done about lines with a code, instead of correcting them. */
const ADVICE: { readonly [code in LineCode]?: string } = {
  UNKNOWN_TABLE: 'skipUnknown (ecsdb load --skip-unknown) leaves out what the schema does not have',
  UNKNOWN_FIELD: 'skipUnknown (ecsdb load --skip-unknown) leaves out what the schema does not have',
  UNKNOWN_VARIANT: 'skipUnknown (ecsdb load --skip-unknown) leaves out what the schema does not have',
  UNKNOWN_REFERENCE: 'clearDangling (ecsdb load --clear-dangling) clears such references',
  CONFLICT: "ids: 'new' (ecsdb load --ids new) creates new entities",
};

/** More lines are counted and not listed, so that a file of bad lines does not fill the memory. */
const LISTED_MAX = 100;

export class BadLines {
  readonly listed: BadLine[] = [];
  /** Of all bad lines. */
  count = 0;
  readonly #advice: Set<string> = new Set();

  /** Sentences without full stops. */
  get advice(): readonly string[] {
    return [...this.#advice];
  }

  add(line: number, code: LineCode, message: string): void {
    if (this.listed.length < LISTED_MAX) this.listed.push({ line, code, message });
    this.count++;
    const advice = ADVICE[code];
    if (advice !== undefined) this.#advice.add(advice);
  }

  /** Throws `LOAD_REFUSED` if there are bad lines. */
  refuse(isUnchanged = true): void {
    if (this.count > 0) throw new LoadError(this, isUnchanged);
  }
}

/** Ends the reading of one line. */
export class LineFault extends Error {
  readonly code: LineCode;
  /** Where in the row, for example `path[3].x`; composed while the fault passes through the parts. */
  path = '';
  readonly #text: string;

  constructor(code: LineCode, text: string) {
    super(text);
    this.code = code;
    this.#text = text;
  }

  /** Puts the name of a field, or an index in brackets, before the path. */
  inside(part: string): this {
    this.path = this.path === '' || this.path.startsWith('[') ? part + this.path : `${part}.${this.path}`;
    return this;
  }

  /** A sentence without its full stop. */
  get sentence(): string {
    return this.path === '' ? this.#text : `field "${this.path}" ${this.#text}`;
  }
}

/** `LOAD_REFUSED`: nothing was loaded, or nothing of this batch, because of some lines. */
export class LoadError extends EcsDbError {
  /** The first lines that cannot be loaded, at most 100. */
  readonly lines: readonly BadLine[];
  /** Of all of them. */
  declare readonly count: number;

  constructor(bad: BadLines, isUnchanged: boolean) {
    super('LOAD_REFUSED', refusalText(bad, isUnchanged), { count: bad.count });
    this.lines = bad.listed;
  }
}

function refusalText({ listed, count, advice }: BadLines, isUnchanged: boolean): string {
  // A violation of two rows that were there before has no line.
  const lines = listed.map(({ line, message }) => (line === 0 ? message : `line ${line}: ${message}`));
  const what = count === 1 ? '1 line cannot be loaded' : `${count} lines cannot be loaded`;
  const state = isUnchanged ? 'Nothing was changed.' : 'Earlier batches are committed, and nothing of this one.';
  const list = joinListed(lines, '\n  ', count);
  const others = advice.length === 0 ? '' : ` Or load with other options: ${advice.join('; ')}.`;
  return `${what}:\n  ${list}\n${state} Correct these lines and load again.${others}`;
}
