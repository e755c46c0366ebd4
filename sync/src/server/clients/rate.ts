/** How much happens in a second. */

const SECOND_MS = 1000;

export class Rate {
  /** Since the beginning. */
  total = 0;
  #second = 0;
  #present = 0;
  #before = 0;

  add(amount: number, nowMs: number): void {
    this.#turn(nowMs);
    this.total += amount;
    this.#present += amount;
  }

  /** In the last whole second. */
  perSecond(nowMs: number): number {
    this.#turn(nowMs);
    return this.#before;
  }

  #turn(nowMs: number): void {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second === this.#second) return;
    this.#before = second === this.#second + 1 ? this.#present : 0;
    this.#present = 0;
    this.#second = second;
  }
}
