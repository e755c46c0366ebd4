/**
 * Whether a client is there, and takes what it gets. Time is counted in heartbeats of the server, so neither a clock
 * that is set nor a server that was blocked looks like the silence of its clients.
 */

export class Liveness {
  /** Heartbeats since a frame of the client has arrived. */
  #unheard = 0;
  /** Heartbeats since the client has taken something, or had nothing to take. */
  #unaccepted = 0;
  #pendingBytes = 0;

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

  /** For how many heartbeats the client was silent. */
  get silentBeats(): number {
    return Math.max(this.#unheard, this.#unaccepted);
  }
}
