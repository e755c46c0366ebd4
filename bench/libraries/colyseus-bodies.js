/**
 * Bodies that move, as Colyseus sends them: one encoded patch for all clients, or a `StateView` for each.
 *
 * It is called as `SchemaSerializer` of `@colyseus/core` calls it, without rooms and sockets.
 */

import { Decoder, Encoder, StateView } from '@colyseus/schema';
import { expectEqual, times } from '../lib/expect.js';
import { positionOf } from '../lib/sync/positions.js';
import { Body, Shared, Viewed } from './colyseus-schema.js';

const BUFFER_BYTES = 8 * 2 ** 20;

/** As `createServed` of served-bodies.js. */
export function createColyseus({ bodies, channels, clients }) {
  Encoder.BUFFER_SIZE = BUFFER_BYTES;
  const isShared = channels === 1;
  const state = isShared ? new Shared() : new Viewed();
  const encoder = new Encoder(state);
  const list = times(bodies, (i) => {
    const body = new Body();
    move(body, i, 0);
    state.bodies.set(String(i), body);
    return body;
  });
  const receivers = clients.map((cells) => createReceiver(cells, isShared ? new Shared() : new Viewed()));
  if (!isShared) for (const { cells, view } of receivers) for (const i of visible(cells)) view.add(list[i]);
  receiveFirst();
  let sentBytes = 0;
  let patches = [];

  function visible(cells) {
    return times(bodies, (i) => i).filter((i) => cells.includes(i % channels));
  }

  function receiveFirst() {
    const it = { offset: 0 };
    const all = encoder.encodeAll(it);
    const shared = it.offset;
    for (const { view, decoder } of receivers) {
      decoder.decode(isShared ? all : encoder.encodeAllView(view, shared, it));
    }
    for (const { view } of isShared ? [] : receivers) encoder.encodeView(view, shared, it);
    encoder.discardChanges();
  }

  return {
    move(step, count = bodies) {
      for (let i = 0; i < count; i++) move(list[i], i, step);
    },
    send() {
      const it = { offset: 0 };
      const patch = encoder.encode(it);
      const shared = it.offset;
      // The buffer is used again for each view, so a server copies what it sends.
      patches = isShared
        ? times(receivers.length, () => patch)
        : receivers.map(({ view }) => encoder.encodeView(view, shared, it).slice());
      encoder.discardChanges();
      for (const { length } of patches) sentBytes += length;
    },
    async receive() {
      receivers.forEach(({ decoder }, i) => {
        decoder.decode(patches[i]);
      });
    },
    get sentBytes() {
      return sentBytes;
    },
    check(step, count = bodies) {
      for (const { cells, decoder } of receivers) {
        expectEqual(decoder.state.bodies.size, visible(cells).length, 'bodies that are visible');
        for (const i of visible(cells)) {
          expectEqual(decoder.state.bodies.get(String(i)).x, positionOf(i, i < count ? step : 0).x, `x of body ${i}`);
        }
      }
    },
  };
}

function createReceiver(cells, state) {
  return { cells, view: new StateView(), decoder: new Decoder(state) };
}

function move(body, i, step) {
  const { x, y, z } = positionOf(i, step);
  body.x = x;
  body.y = y;
  body.z = z;
}
