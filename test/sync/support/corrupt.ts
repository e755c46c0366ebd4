/** A connection on which a test corrupts what one end sends. */

import type { Transport } from '@ecsdb/sync/testing';
import fc from 'fast-check';

/** What happens to a frame. Positions are parts of its length. */
export type Corruption =
  | { readonly kind: 'flip'; readonly at: number; readonly bits: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'insert' | 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'replace'; readonly bytes: Uint8Array }
  | { readonly kind: 'drop' | 'repeat' | 'earlier' };

const AT = fc.double({ min: 0, max: 1, noNaN: true });
/** Random ones, and numbers that are large: lengths, counts, indexes. */
const BYTES = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc
    .constantFrom([0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0x3f], [0xff, 0x7f], [0])
    .map((bytes) => Uint8Array.from(bytes)),
  fc.constantFrom([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]).map((bytes) => Uint8Array.from(bytes)),
);

export const CORRUPTION: fc.Arbitrary<Corruption> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: AT, bits: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: AT }),
  fc.record({ kind: fc.constantFrom('insert' as const, 'overwrite' as const), at: AT, bytes: BYTES }),
  fc.record({ kind: fc.constant('replace' as const), bytes: BYTES }),
  fc.record({ kind: fc.constantFrom('drop' as const, 'repeat' as const, 'earlier' as const) }),
);

/** Corrupts the frame with this number, counted from 0; all others pass. */
export function corrupting(inner: Transport, number: number, corruption: Corruption): Transport {
  const sent: Uint8Array[] = [];
  return {
    listen: (events) => inner.listen(events),
    close: (code, reason) => inner.close(code, reason),
    get pendingBytes() {
      return inner.pendingBytes;
    },
    send: (frame) => {
      sent.push(frame);
      const frames = sent.length - 1 === number ? corrupted(frame, corruption, sent) : [frame];
      for (const each of frames) inner.send(each);
    },
  };
}

function corrupted(frame: Uint8Array, corruption: Corruption, sent: readonly Uint8Array[]): Uint8Array[] {
  const changed = [...frame];
  switch (corruption.kind) {
    case 'drop':
      return [];
    case 'repeat':
      return [frame, frame];
    case 'earlier':
      return [sent[Math.floor(sent.length / 2)] ?? frame];
    case 'replace':
      return [corruption.bytes];
    case 'cut':
      return [frame.slice(0, Math.floor(frame.length * corruption.at))];
    case 'flip': {
      const at = Math.min(Math.floor(frame.length * corruption.at), frame.length - 1);
      changed[at] = (changed[at] ?? 0) ^ corruption.bits;
      break;
    }
    default: {
      const at = Math.floor(frame.length * corruption.at);
      changed.splice(at, corruption.kind === 'insert' ? 0 : corruption.bytes.length, ...corruption.bytes);
    }
  }
  return [Uint8Array.from(changed)];
}
