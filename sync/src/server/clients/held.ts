/** What a server knows of one channel of a client. */

import type { Channel } from '../channels/channel.js';

/**
 * What the client knows of a channel:
 *
 * - `opening`: nothing, or something that it must forget. It gets the content with the next step, or in slices before.
 * - `staging`: a part of the content, which it does not show yet.
 * - `staged`: all slices. It shows them with the next step.
 * - `resuming`: what it says that it had in an earlier connection.
 * - `open`: what the channel contained in `base`.
 * - `closing`: the same. It goes with the next step.
 */
export type ChannelState = 'opening' | 'staging' | 'staged' | 'resuming' | 'open' | 'closing';

/** How far the content of a channel was sent in slices. */
export interface Scan {
  /** What has changed after this version is sent with the step that shows the content. */
  readonly from: number;
  /** The first entity index that was not looked at. */
  next: number;
}

export interface Held {
  readonly channel: Channel;
  state: ChannelState;
  /** The version of the step that has brought its content, and since when there are marks; infinite before. */
  since: number;
  /** How many subscriptions have it. */
  uses: number;
  /** The client knows its number. A subscription is announced when no channel of it is `staging` any more. */
  isAnnounced: boolean;
  /** While it is `staging` or `staged`. */
  scan: Scan | undefined;
  /** The client has something of it, shown or not: it must be told if the channel is closed. */
  isSent: boolean;
  /** The client was sent a checksum, and has reported no difference. */
  isVerified: boolean;
}

/** Whether the next step has a section for the channel, if there is something to say. */
export function isInStep({ state, isAnnounced }: Held): boolean {
  return state === 'closing' || (isAnnounced && state !== 'staging');
}
