/** A clock that a case moves: `advance` calls what is due, so that it is known when a server encodes. */

export class StepClock {
  #now = 1_000_000;
  #timers = new Set();

  nowMs() {
    return this.#now;
  }

  steadyMs() {
    return this.#now;
  }

  after(ms, call) {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(ms) {
    this.#now += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.call();
    }
  }
}
