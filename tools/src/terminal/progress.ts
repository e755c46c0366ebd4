/** A progress bar on standard error, shown only on a terminal and only for work that takes noticeably long. */

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

const STDERR = 2;
const { TERM } = process.env;
const IS_SHOWN = isatty(STDERR) && TERM !== 'dumb';
/** Shorter work shows no bar. */
const DELAY_MS = 300;
const STEP_MS = 100;
const WIDTH = 30;
const ERASE_LINE = '\r\u001b[2K';

export class Progress {
  readonly #label: string;
  readonly #totalBytes: number;
  #doneBytes = 0;
  #nextMs: number = performance.now() + DELAY_MS;
  #isVisible = false;

  constructor(label: string, totalBytes: number) {
    this.#label = label;
    this.#totalBytes = totalBytes;
  }

  /** Draws at once, without the event loop: most of the work is synchronous. */
  advance(bytes: number): void {
    this.#doneBytes += bytes;
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
    // More than the total is possible: a file may grow, or be read twice.
    const part = this.#totalBytes === 0 ? 1 : Math.min(1, this.#doneBytes / this.#totalBytes);
    const filled = Math.round(part * WIDTH);
    const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
    return `${this.#label} [${bar}] ${Math.floor(part * 100)}%`;
  }
}

export function withProgress<Result>(label: string, totalBytes: number, run: (progress: Progress) => Result): Result {
  const progress = new Progress(label, totalBytes);
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
    // Best effort: the work itself does not need the bar.
  }
}
