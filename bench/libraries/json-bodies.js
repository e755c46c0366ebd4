/** Bodies that move, as JSON: a list of those that have moved and that a client sees. */

import { expectEqual, times } from '../lib/expect.js';
import { positionOf } from '../lib/sync/positions.js';

/** As `createServed` of served-bodies.js. */
export function createJson({ bodies, channels, clients }) {
  const list = times(bodies, (id) => ({ id, ...positionOf(id, 0) }));
  const byCell = times(channels, (cell) => list.filter(({ id }) => id % channels === cell));
  const receivers = clients.map((cells) => ({ cells, held: new Map(visible(cells).map((body) => [body.id, body])) }));
  let moved = new Set();
  let messages = [];
  let sentBytes = 0;

  function visible(cells) {
    return cells.flatMap((cell) => byCell[cell]);
  }

  function messageFor(cells) {
    return JSON.stringify(visible(cells).filter((body) => moved.has(body)));
  }

  return {
    move(step, count = bodies) {
      for (let i = 0; i < count; i++) {
        Object.assign(list[i], positionOf(i, step));
        moved.add(list[i]);
      }
    },
    send() {
      const shared = channels === 1 ? messageFor([0]) : undefined;
      messages = receivers.map(({ cells }) => shared ?? messageFor(cells));
      moved = new Set();
      // Only ASCII is sent.
      for (const { length } of messages) sentBytes += length;
    },
    async receive() {
      receivers.forEach(({ held }, i) => {
        for (const body of JSON.parse(messages[i])) held.set(body.id, body);
      });
    },
    get sentBytes() {
      return sentBytes;
    },
    check(step, count = bodies) {
      for (const { cells, held } of receivers) {
        for (const { id } of visible(cells)) {
          expectEqual(held.get(id).x, positionOf(id, id < count ? step : 0).x, `x of body ${id}`);
        }
      }
    },
  };
}
