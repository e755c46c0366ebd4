/** The first state of a client, as Colyseus encodes it. */

import { Decoder, Encoder, schema, t } from '@colyseus/schema';
import { expectEqual } from '../lib/expect.js';
import { positionOf } from '../lib/sync/positions.js';

const Unit = schema({ x: t.float32(), y: t.float32(), z: t.float32(), current: t.float32(), max: t.float32() });
const State = schema({ units: t.map(Unit) });

export function createColyseusState(entities) {
  Encoder.BUFFER_SIZE = 64 * 2 ** 20;
  const state = new State();
  for (let i = 0; i < entities; i++) {
    const { x, y, z } = positionOf(i, 0);
    state.units.set(String(i), Object.assign(new Unit(), { x, y, z, current: i % 100, max: 100 }));
  }
  const encoder = new Encoder(state);
  encoder.encode();
  encoder.discardChanges();
  return {
    /** All in one call. */
    load() {
      const decoder = new Decoder(new State());
      const begun = performance.now();
      const all = encoder.encodeAll();
      const longestBlockMs = performance.now() - begun;
      decoder.decode(all);
      return {
        longestBlockMs,
        bytes: all.length,
        check() {
          const { units } = decoder.state;
          expectEqual(units.size, entities, 'entities');
          for (let i = 0; i < entities; i += 1000) expectEqual(units.get(String(i)).current, i % 100, 'health');
        },
      };
    },
  };
}
