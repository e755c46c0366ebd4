/** How two threads exchange messages through shared memory: rings, bells, and the memory of lanes. */

export { Bell } from './bell.js';
export {
  FAILED,
  isRequestBytes,
  type Lane,
  laneOf,
  lanesBytes,
  makeLanes,
  REQUEST_BYTES_MAX,
  REQUEST_BYTES_MIN,
} from './lane-memory.js';
export { MessageReceiver, MessageSender } from './messages.js';
export { clearRing, RingConsumer, RingFault, RingProducer } from './ring.js';
export { Watch } from './watch.js';
