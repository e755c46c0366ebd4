/** How far a client is behind its server. */

export class Lag {
  /** The version that the client would have if it had taken everything, by the last heartbeat. */
  #target = 0;
  #sinceMs = 0;
  versions = 0;

  reset(): void {
    this.#target = 0;
    this.versions = 0;
  }

  /** The server's time of a heartbeat, and what it says. */
  observe(target: number, version: number, serverMs: number): void {
    if (this.versions === 0) this.#sinceMs = serverMs;
    this.#target = target;
    this.advance(version);
  }

  /** The client has a version. */
  advance(version: number): void {
    this.versions = Math.max(this.#target - version, 0);
  }

  milliseconds(serverNowMs: number): number {
    return this.versions === 0 ? 0 : Math.max(serverNowMs - this.#sinceMs, 0);
  }
}
