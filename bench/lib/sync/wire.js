/** Connections within the process: frames wait until the case delivers them, so that only the server is measured. */

import { setImmediate as nextTurn } from 'node:timers/promises';

/** Codes that say what was wrong. */
const FIRST_ERROR = 4000;

class End {
  /** Bytes of all frames that were sent from here. */
  sentBytes = 0;
  #waiting = [];
  #events;
  other;

  listen(events) {
    this.#events = events;
  }

  get pendingBytes() {
    return 0;
  }

  send(frame) {
    this.sentBytes += frame.length;
    this.other.#waiting.push(frame);
  }

  close(code, reason) {
    if (code >= FIRST_ERROR) throw new Error(`the connection was closed: ${reason} (${code})`);
    for (const end of [this, this.other]) end.#events.closed(code, reason);
  }

  get hasWaiting() {
    return this.#waiting.length > 0;
  }

  /** Delivers what was sent to here. */
  deliver() {
    if (this.#events === undefined) return;
    const frames = this.#waiting;
    this.#waiting = [];
    for (const frame of frames) this.#events.message(frame);
  }
}

/** The two ends of a connection. */
export function wire() {
  const client = new End();
  const server = new End();
  client.other = server;
  server.other = client;
  return { client, server };
}

/** Delivers frames in both directions until none is left. */
export async function exchange(wires) {
  do {
    for (const { client, server } of wires) {
      server.deliver();
      client.deliver();
    }
    // What an end does then may take several turns.
    await nextTurn();
  } while (wires.some(({ client, server }) => client.hasWaiting || server.hasWaiting));
}
