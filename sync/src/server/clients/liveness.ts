/**
 * Whether a client is there, and takes what it gets. Time is counted in heartbeats of the server, so neither a clock
 * that is set nor a server that was blocked looks like the silence of its clients.
 */

/** A client that gets that many steps from one heartbeat to the next knows that the server is there. */
const STEPS_ENOUGH = 5;
/** It gets every third heartbeat nevertheless, because its answer measures the clock and the round trip. */
const OMITTED_MAX = 2;

export class Liveness {
  /** Heartbeats since a frame of the client has arrived. */
  #unheard = 0;
  /** Heartbeats since the client has taken something, or had nothing to take. */
  #unaccepted = 0;
  #pendingBytes = 0;
  /** That were sent up to the last heartbeat. */
  #steps = 0;
  /** Heartbeats that were not sent, in a row. */
  #omitted = 0;

  /** A frame of the client has arrived. */
  heard(): void {
    this.#unheard = 0;
  }

  /** The client has confirmed a step. */
  accepted(): void {
    this.#unaccepted = 0;
  }

  /**
   * Called at each heartbeat, with what waits for the network and whether steps wait for their confirmation. Returns
   * for how many heartbeats the client was silent.
   */
  beat(pendingBytes: number, isUnconfirmed: boolean): number {
    const isFlowing = pendingBytes < this.#pendingBytes || (pendingBytes === 0 && !isUnconfirmed);
    this.#pendingBytes = pendingBytes;
    this.#unaccepted = isFlowing ? 0 : this.#unaccepted + 1;
    this.#unheard++;
    return this.silentBeats;
  }

  /** Called at each heartbeat after `beat`, with how many steps were sent in all. False if they say enough. */
  needsHeartbeat(steps: number): boolean {
    const isKnown = steps - this.#steps >= STEPS_ENOUGH && this.silentBeats <= 1;
    this.#steps = steps;
    this.#omitted = isKnown && this.#omitted < OMITTED_MAX ? this.#omitted + 1 : 0;
    return this.#omitted === 0;
  }

  /** For how many heartbeats the client was silent. */
  get silentBeats(): number {
    return Math.max(this.#unheard, this.#unaccepted);
  }
}
