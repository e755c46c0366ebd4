/** Figures about a server, for its operation. */

import type { Channel } from './channels/channel.js';
import type { ChannelValue } from './channels/view.js';
import type { ViewState } from './channels/view-state.js';
import { HEARTBEAT_MS } from './clients/heartbeat.js';
import type { Session } from './clients/session.js';

export interface SyncServerStats {
  /** Of the database. */
  readonly version: number;
  readonly clients: readonly ClientStats[];
  /** Those that have members, or that a client holds. */
  readonly channels: readonly ChannelStats[];
  /** Clients whose connection has broken and that may continue from marks. */
  readonly parkedClients: number;
  /**
   * How often a check has found that a client holds something else than it was sent. The channel was then sent again. A
   * number above 0 is a bug of this package, unless the directory of the database was restored from a copy.
   */
  readonly mismatches: number;
}

export interface ClientStats {
  /** Identifies the client across reconnects. */
  readonly clientId: string;
  /** What `authenticate` has returned or computed. */
  readonly user: unknown;
  /** Steps in a second that the client has asked for; 0 for each publication. */
  readonly hz: number;
  /** Sent in the last whole second. Bytes are those of steps and of slices of content. */
  readonly stepsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Sent since the client has connected. */
  readonly steps: number;
  readonly bytes: number;
  /** Not yet handed to the network. */
  readonly pendingBytes: number;
  /** The version of the last step, and of the last one that the client has confirmed. Not every step is confirmed. */
  readonly sentVersion: number;
  readonly confirmedVersion: number;
  /** Versions that the client lacks, although they changed something in its channels. */
  readonly lagVersions: number;
  /** For how long the client has taken nothing or said nothing, in milliseconds; counted in whole heartbeats of 5 s. */
  readonly silenceMs: number;
  readonly channels: number;
  /** Memory for changes that the client may still need. Clients with the same channel share it. */
  readonly markBytes: number;
}

export interface ChannelStats {
  readonly view: string;
  readonly value: ChannelValue;
  /** Entities in it. */
  readonly members: number;
  /** Clients that hold it. Nothing is marked in a channel without any. */
  readonly holders: number;
  /** Entities that are marked as changed, counted in each interval between steps. */
  readonly marks: number;
  readonly markBytes: number;
  /** About as many bytes as the whole channel takes in a step. */
  readonly contentBytes: number;
  /** Encoded since the channel exists. What several clients need is encoded once. */
  readonly encodedBytes: number;
  /** The same in the last whole second. */
  readonly encodedBytesPerSecond: number;
  /** Versions since the end of the oldest interval that a client still needs. */
  readonly lagVersions: number;
}

export interface StatsSource {
  readonly version: number;
  readonly nowMs: number;
  readonly sessions: Iterable<Session>;
  readonly views: Iterable<ViewState>;
  readonly parkedClients: number;
  readonly mismatches: number;
}

export function statsOf({ version, nowMs, sessions, views, parkedClients, mismatches }: StatsSource): SyncServerStats {
  return {
    version,
    clients: Array.from(sessions, (session) => clientStats(session, version, nowMs)),
    channels: [...views].flatMap(({ channels }) => Array.from(channels, (channel) => channelStats(channel, version))),
    parkedClients,
    mismatches,
  };
}

function clientStats(session: Session, version: number, nowMs: number): ClientStats {
  const { clientId, user, hz, flow, held, transport, sent, acknowledged, liveness } = session;
  let markBytes = 0;
  for (const { channel } of held) markBytes += channel.intervals.bytesSince(held.safe);
  return {
    clientId,
    user: user.value,
    hz,
    ...flow.sentPerSecond(nowMs),
    steps: flow.steps,
    bytes: flow.bytes,
    pendingBytes: transport.pendingBytes,
    sentVersion: sent,
    confirmedVersion: acknowledged,
    lagVersions: session.hasNews ? version - sent : 0,
    silenceMs: Math.max(liveness.silentBeats - 1, 0) * HEARTBEAT_MS,
    channels: held.size,
    markBytes,
  };
}

function channelStats(channel: Channel, version: number): ChannelStats {
  const { view, value, memberCount, holders, marks, intervals, encodedBytes, encodedPerSecond } = channel;
  return {
    view: view.name,
    value,
    members: memberCount,
    holders,
    marks: marks.count + intervals.markCount,
    markBytes: marks.bytes + intervals.bytes,
    contentBytes: channel.contentBytes,
    encodedBytes,
    encodedBytesPerSecond: encodedPerSecond,
    lagVersions: version - (intervals.oldestEnd ?? version),
  };
}
