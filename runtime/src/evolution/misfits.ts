/** The rows that cannot be migrated: the first ones as sentences, and how many there are. */

/** Sentences that are kept. */
const LISTED_MAX = 20;

export class Misfits {
  readonly #listed: string[] = [];
  #count = 0;
  /** What a function threw, if it did. */
  cause: unknown;

  get count(): number {
    return this.#count;
  }

  add(entity: number, table: string, field: string, reason: string): void {
    this.#add(`entity ${entity}: field "${field}" of table "${table}" ${reason}`);
  }

  addFault(entity: number, table: string, { message, cause }: Error): void {
    this.#add(`entity ${entity}, table "${table}": ${message}`);
    this.cause ??= cause;
  }

  get sentences(): string[] {
    const others = this.#count - this.#listed.length;
    return others === 0 ? this.#listed : [...this.#listed, `${others} more`];
  }

  #add(sentence: string): void {
    if (this.#listed.length < LISTED_MAX) this.#listed.push(sentence);
    this.#count++;
  }
}
