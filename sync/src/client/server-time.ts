/** What a client knows of the server's clock. */

interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/** Of the last samples the one with the shortest round trip is used: it was delayed least. */
const SAMPLES = 8;

export class ServerTime {
  readonly #samples: Sample[] = [];

  /** The server's clock showed `serverMs` between `sentMs` and `nowMs` of the client's clock. */
  add(sentMs: number, serverMs: number, nowMs: number): void {
    const roundTripMs = Math.max(nowMs - sentMs, 0);
    this.#samples.push({ offsetMs: serverMs + roundTripMs / 2 - nowMs, roundTripMs });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** The server's clock. */
  at(nowMs: number): number {
    return nowMs + (this.#best()?.offsetMs ?? 0);
  }

  get roundTripMs(): number | undefined {
    return this.#best()?.roundTripMs;
  }

  #best(): Sample | undefined {
    let best = this.#samples[0];
    for (const sample of this.#samples) if (best === undefined || sample.roundTripMs < best.roundTripMs) best = sample;
    return best;
  }
}
