/** A progress bar on standard error, if that is a terminal and the work takes long enough for anybody to wonder. */

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

const STDERR = 2;
const { TERM } = process.env;
const IS_SHOWN = isatty(STDERR) && TERM !== 'dumb';
/** Work that is done sooner shows no bar, in milliseconds. */
const SILENT_MS = 300;
const STEP_MS = 100;
const WIDTH = 30;
const ERASE_LINE = '\r\u001b[2K';

export class Progress {
  readonly #what: string;
  readonly #total: number;
  #done = 0;
  #nextMs: number = performance.now() + SILENT_MS;
  #isVisible = false;

  /** `what` is being done to `total` bytes. */
  constructor(what: string, total: number) {
    this.#what = what;
    this.#total = total;
  }

  /** Draws at once, without waiting for the event loop: much of the work never returns to it. */
  advance(bytes: number): void {
    this.#done += bytes;
    if (!IS_SHOWN) return;
    const now = performance.now();
    if (now < this.#nextMs) return;
    this.#nextMs = now + STEP_MS;
    this.#isVisible = true;
    draw(`${ERASE_LINE}${this.#line()}`);
  }

  end(): void {
    if (this.#isVisible) draw(ERASE_LINE);
    this.#isVisible = false;
    this.#nextMs = Number.POSITIVE_INFINITY;
  }

  #line(): string {
    // A file may be read twice, or grow while it is read.
    const part = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total);
    const filled = Math.round(part * WIDTH);
    const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
    return `${this.#what} [${bar}] ${Math.floor(part * 100)}%`;
  }
}

export function withProgress<Result>(what: string, total: number, run: (progress: Progress) => Result): Result {
  const progress = new Progress(what, total);
  try {
    return run(progress);
  } finally {
    progress.end();
  }
}

function draw(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    // A bar that cannot be drawn is missed by nobody.
  }
}
