/** A room whose state is bodies that move. */

import { Room } from '@colyseus/core';
import { times } from '../lib/expect.js';
import { positionOf } from '../lib/sync/positions.js';
import { Body, Shared } from './colyseus-schema.js';

export function createBodiesRoom(bodies, stepMs) {
  const state = new Shared();
  const list = times(bodies, (i) => {
    const body = Object.assign(new Body(), positionOf(i, 0));
    state.bodies.set(String(i), body);
    return body;
  });
  class BodiesRoom extends Room {
    maxClients = 10_000;
    patchRate = stepMs;

    onCreate() {
      this.state = state;
    }
  }
  const moveBodies = (step) => {
    list.forEach((body, i) => {
      Object.assign(body, positionOf(i, step));
    });
  };
  return { BodiesRoom, moveBodies };
}
