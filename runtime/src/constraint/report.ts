/** What is wrong with stored rows: the first violations, and how many there are. */

import type { Violation } from '../table/index.js';

/** Violations that are listed. */
const LISTED_MAX = 20;

export class ViolationReport {
  readonly listed: Violation[] = [];
  /** Of all violations. */
  count = 0;

  add(violation: Violation): void {
    if (this.listed.length < LISTED_MAX) this.listed.push(violation);
    this.count++;
  }

  /** For an error: those that are listed, and how many others there are. */
  get sentences(): string[] {
    const messages = this.listed.map(({ message }) => message);
    const others = this.count - messages.length;
    return others === 0 ? messages : [...messages, `${others} more`];
  }
}
