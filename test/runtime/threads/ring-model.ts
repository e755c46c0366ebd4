/**
 * The ring of runtime/src/threads/lane/ring.ts as steps: producers, each with its own ring, and one consumer, whose
 * bell all of them ring. A producer without space sleeps at its own bell, which the consumer rings once it has released
 * space.
 */

import { Machine } from './machine.js';
import { consumer } from './ring-model-consumer.js';
import { producer } from './ring-model-producer.js';
import { CONSUMER_WORDS, RING_WORDS, type RingModelOptions, ringAt } from './ring-model-words.js';

export function ringModel(options: RingModelOptions): Machine {
  const { producers, messages } = options;
  const rings = Array.from({ length: producers }, (_, p) => ringAt(CONSUMER_WORDS + p * RING_WORDS));
  return new Machine({
    memory: new Array<number>(CONSUMER_WORDS + producers * RING_WORDS).fill(0),
    programs: [...rings.map((ring) => producer(ring, options)), consumer(rings, options)],
    wrongAtRest(memory) {
      for (const { sent, got } of rings) {
        if (memory.get(sent) !== messages)
          return `a producer sleeps for ever, and has sent ${memory.get(sent)} messages`;
        if (memory.get(got) !== messages)
          return `the consumer sleeps for ever, and has read ${memory.get(got)} messages`;
      }
      return undefined;
    },
  });
}
