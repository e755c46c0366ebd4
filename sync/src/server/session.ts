/** One client of a server: its channels, the version that it has, and the frames between both. */

import {
  type ClientFrame,
  encodePong,
  encodeRefused,
  encodeSubscribed,
  FRAME,
  ProtocolError,
} from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import type { Channel } from './channel.js';
import type { Limits } from './limits.js';
import { Liveness } from './liveness.js';
import type { ViewState } from './view-state.js';

/** What the client knows of a channel. */
export type ChannelState = 'opening' | 'open' | 'closing';

interface Held {
  readonly channel: Channel;
  state: ChannelState;
  /** How many subscriptions have it. */
  uses: number;
}

interface Subscription {
  readonly view: ViewState;
  readonly channels: readonly Channel[];
}

/** What a session needs of its server. */
export interface SessionHost {
  readonly limits: Limits;
  view(name: string): ViewState | undefined;
  serverMs(): number;
  /** The version of the database. */
  version(): number;
}

export interface SessionOptions {
  readonly clientId: string;
  /** What `authenticate` has returned. */
  readonly user: unknown;
  /** Steps in a second; 0 for each publication. */
  readonly hz: number;
  /** The version that it begins with. */
  readonly version: number;
}

/** Steps without an acknowledgement after which a client gets no more. */
const UNACKNOWLEDGED_MAX = 2;

export class Session {
  readonly transport: Transport;
  readonly clientId: string;
  readonly liveness: Liveness;
  readonly user: unknown;
  /** Steps in a second; 0 for each publication. */
  readonly hz: number;
  /** The version that the client has after what was sent. */
  sent: number;
  /** The last version that the client has acknowledged. */
  acknowledged: number;
  /** Changes up to this version are known to the client, or in no channel of it. */
  base: number;
  readonly #host: SessionHost;
  readonly #held: Map<number, Held> = new Map();
  readonly #subscriptions: Map<number, Subscription> = new Map();
  /** Subscriptions that the next step completes. */
  #completed: number[] = [];
  #unacknowledged: number[] = [];
  #key: string | undefined;

  constructor(host: SessionHost, transport: Transport, { clientId, user, hz, version }: SessionOptions) {
    this.#host = host;
    this.transport = transport;
    this.clientId = clientId;
    this.liveness = new Liveness(host.serverMs());
    this.user = user;
    this.hz = hz;
    this.sent = version;
    this.acknowledged = version;
    this.base = version;
  }

  get held(): Iterable<Held> {
    return this.#held.values();
  }

  /** False while the client has not taken what it got. */
  get isReady(): boolean {
    if (this.#unacknowledged.length >= UNACKNOWLEDGED_MAX) return false;
    return this.transport.pendingBytes <= this.#host.limits.pendingBytes;
  }

  /** True if the client has confirmed everything that it was sent. */
  get isConfirmed(): boolean {
    return this.#unacknowledged.length === 0;
  }

  /** True if a step has to open or close channels. */
  get hasChannelChanges(): boolean {
    return this.#key === undefined;
  }

  /** True if something has changed in its channels that it was not sent. */
  hasChanges(): boolean {
    for (const { channel } of this.#held.values()) if (channel.hasChangedSince(this.base)) return true;
    return false;
  }

  /** The same text for the same open channels; undefined while some are opened or closed. */
  get key(): string | undefined {
    return this.#key;
  }

  receive(frame: ClientFrame): void {
    this.liveness.heard(this.#host.serverMs());
    switch (frame.type) {
      case FRAME.subscribe:
        this.#subscribe(frame.subscription, frame.view, frame.params);
        break;
      case FRAME.unsubscribe:
        this.#unsubscribe(frame.subscription);
        break;
      case FRAME.ack:
        this.#acknowledge(frame.version);
        break;
      case FRAME.ping:
        this.#answerPing(frame.clientMs);
        break;
      case FRAME.hello:
        throw new ProtocolError('the client said hello twice');
    }
  }

  /** Tells the client which subscriptions the step to `version` completes. Sent before it. */
  announce(version: number): void {
    for (const subscription of this.#completed) {
      const { view, channels } = this.#subscriptions.get(subscription) ?? {};
      if (view === undefined || channels === undefined) continue;
      const numbers = channels.map(({ number }) => number);
      this.transport.send(encodeSubscribed({ subscription, version, tables: view.tables, channels: numbers }));
    }
    this.#completed = [];
  }

  /** Called with the frame of a step. */
  send(step: Uint8Array, version: number): void {
    this.transport.send(step);
    this.sent = version;
    this.base = version;
    this.#unacknowledged.push(version);
    if (!this.hasChannelChanges) return;
    for (const [number, held] of this.#held) {
      if (held.state === 'closing') {
        this.#held.delete(number);
        held.channel.holders--;
        held.channel.view.release(held.channel);
      } else held.state = 'open';
    }
    this.#key = [...this.#held.keys()].sort((a, b) => a - b).join(' ');
  }

  /** Gives up all channels, when the client has gone. */
  end(): void {
    for (const { channel } of this.#held.values()) {
      channel.holders--;
      channel.view.release(channel);
    }
    this.#held.clear();
    this.#subscriptions.clear();
  }

  #subscribe(subscription: number, name: string, params: string): void {
    if (this.#subscriptions.has(subscription)) throw new ProtocolError(`subscription ${subscription} exists`);
    const { limits } = this.#host;
    const view = this.#host.view(name);
    if (view === undefined) {
      this.#refuse(subscription, 'INVALID_OPTION', `the server has no view "${name}". Correct the name.`);
      return;
    }
    if (this.#subscriptions.size >= limits.subscriptions) {
      this.#refuse(subscription, 'CAPACITY_EXCEEDED', `a client can have ${limits.subscriptions} subscriptions.`);
      return;
    }
    let channels: readonly Channel[];
    try {
      const values = view.view.for({ user: this.user as never, params: parseParams(params) as never });
      channels = [...new Set(values)].map((value) => view.channel(value));
    } catch {
      this.#refuse(subscription, 'INVALID_OPTION', `the server did not accept the parameters for view "${name}".`);
      return;
    }
    if (this.#held.size + channels.length > limits.channels) {
      for (const channel of channels) view.release(channel);
      this.#refuse(subscription, 'CAPACITY_EXCEEDED', `a client can hold ${limits.channels} channels.`);
      return;
    }
    this.#subscriptions.set(subscription, { view, channels });
    this.#completed.push(subscription);
    this.#key = undefined;
    for (const channel of channels) this.#hold(channel);
  }

  #hold(channel: Channel): void {
    const held = this.#held.get(channel.number);
    if (held === undefined) {
      channel.holders++;
      this.#held.set(channel.number, { channel, state: 'opening', uses: 1 });
      return;
    }
    held.uses++;
    if (held.state === 'closing') held.state = 'open';
  }

  #unsubscribe(subscription: number): void {
    const { channels } = this.#subscriptions.get(subscription) ?? {};
    if (channels === undefined) throw new ProtocolError(`there is no subscription ${subscription}`);
    this.#subscriptions.delete(subscription);
    this.#key = undefined;
    for (const channel of channels) {
      const held = this.#held.get(channel.number);
      if (held === undefined || --held.uses > 0) continue;
      if (held.state === 'opening') {
        this.#held.delete(channel.number);
        channel.holders--;
        channel.view.release(channel);
      } else held.state = 'closing';
    }
  }

  /** Each step is confirmed once, in order. */
  #acknowledge(version: number): void {
    if (this.#unacknowledged.shift() !== version)
      throw new ProtocolError(`version ${version} is not the next to confirm`);
    this.acknowledged = version;
    this.liveness.accepted(this.#host.serverMs());
  }

  #answerPing(clientMs: number): void {
    const { pendingBytes } = this.transport;
    // Otherwise a client that reads nothing could make the server keep many answers.
    if (pendingBytes > this.#host.limits.pendingBytes) return;
    const version = this.hasChannelChanges || this.hasChanges() ? this.#host.version() : this.sent;
    this.transport.send(encodePong({ clientMs, serverMs: this.#host.serverMs(), version }));
  }

  #refuse(subscription: number, code: string, message: string): void {
    this.transport.send(encodeRefused({ subscription, code, message }));
  }
}

function parseParams(params: string): unknown {
  return params === '' ? undefined : JSON.parse(params);
}
