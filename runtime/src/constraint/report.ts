/** What is wrong with stored rows, for an error. */

/** Rows that an error lists. */
const LISTED_MAX = 20;

export class Report {
  readonly #listed: string[] = [];
  #others = 0;

  add(sentence: string): void {
    if (this.#listed.length < LISTED_MAX) this.#listed.push(sentence);
    else this.#others++;
  }

  /** The first ones, and how many others there are. */
  get sentences(): string[] {
    return this.#others === 0 ? this.#listed : [...this.#listed, `${this.#others} more`];
  }
}
