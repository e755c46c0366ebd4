/** How two threads exchange messages through shared memory: rings, bells, and the memory of lanes. */

export { Bell } from './bell.js';
export {
  isRequestRingBytes,
  type Lane,
  laneOf,
  lanesBytes,
  makeLanes,
  REQUEST_RING_BYTES_MAX,
  REQUEST_RING_BYTES_MIN,
} from './lane-memory.js';
export { FAILED, ID_BYTES, VERSION_BYTES } from './message-formats.js';
export { MessageReceiver, MessageSender } from './message-parts.js';
export { clearRing, RingConsumer, RingFault, RingProducer } from './ring.js';
export { Watch } from './watch.js';
