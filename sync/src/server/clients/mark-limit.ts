/** How much memory a client that is late may take. */

import type { Held } from './held.js';

/** Whatever its channels contain. */
const BYTES_MIN = 1024 * 1024;

/**
 * The channels whose marks a client must give up, so that it takes at most max(1 MiB, the content of its channels).
 * They are sent as a whole later. First come those whose marks take more than their content; if that is not enough, all
 * with marks. `pendingBytes` wait for the network, and `markBytesOf` says how much the marks of a channel take.
 *
 * Content that is sent in slices does not begin anew: a client that is always late would never see it. It needs one
 * interval of marks, in which each entity is marked once.
 */
export function channelsToSendAnew(
  channels: Iterable<Held>,
  pendingBytes: number,
  markBytesOf: (held: Held) => number,
): readonly Held[] {
  const all = [...channels];
  // Mostly, all marks of all clients of its channels are few.
  if (pendingBytes + sum(all, ({ channel }) => channel.intervals.bytes) <= BYTES_MIN) return [];
  const most = Math.max(
    BYTES_MIN,
    sum(all, ({ channel }) => channel.contentBytes),
  );
  const bytes = pendingBytes + sum(all, markBytesOf);
  if (bytes <= most) return [];
  const open = all.filter(({ state }) => state === 'open');
  const large = open.filter((held) => markBytesOf(held) > held.channel.contentBytes);
  return bytes - sum(large, markBytesOf) <= most ? large : open.filter((held) => markBytesOf(held) > 0);
}

function sum(channels: readonly Held[], bytesOf: (held: Held) => number): number {
  return channels.reduce((bytes, held) => bytes + bytesOf(held), 0);
}
