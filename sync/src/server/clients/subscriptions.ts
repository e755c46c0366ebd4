/** What one client has subscribed to, and the channels that this gives to it. */

import { encodeRefused, encodeSubscribed, ProtocolError, type Subscribe } from '../../protocol/index.js';
import type { Transport } from '../../transport/index.js';
import type { Channel } from '../channels/channel.js';
import { requireChannelValues } from '../channels/channel-value.js';
import type { ViewState } from '../channels/view-state.js';
import type { ErrorReports } from './error-reports.js';
import type { HeldChannels } from './held-channels.js';
import type { Limits } from './limits.js';

interface Subscription {
  readonly view: ViewState;
  readonly params: unknown;
  channels: readonly Channel[];
}

/** What subscriptions need of their server. */
export interface SubscriptionHost {
  readonly limits: Limits;
  readonly errors: ErrorReports;
  view(name: string): ViewState | undefined;
}

export class Subscriptions {
  readonly #host: SubscriptionHost;
  readonly #transport: Transport;
  readonly #held: HeldChannels;
  readonly #subscriptions: Map<number, Subscription> = new Map();
  /** Subscriptions that the next step completes. */
  #completed: number[] = [];

  constructor(host: SubscriptionHost, transport: Transport, held: HeldChannels) {
    this.#host = host;
    this.#transport = transport;
    this.#held = held;
  }

  clear(): void {
    this.#subscriptions.clear();
  }

  /** Tells the client which subscriptions the step to `version` completes. Sent before it. */
  announce(version: number): void {
    if (this.#completed.length === 0) return;
    const later: number[] = [];
    for (const subscription of this.#completed) {
      const { view, channels } = this.#subscriptions.get(subscription) ?? {};
      if (view === undefined || channels === undefined) continue;
      if (channels.some(({ number }) => this.#held.get(number)?.state === 'staging')) {
        later.push(subscription);
        continue;
      }
      for (const { number } of channels) this.#held.announce(number);
      const announced = channels.map(({ number, key }) => ({ number, value: key }));
      this.#transport.send(
        encodeSubscribed({ subscription, version, view: view.name, tables: view.tables, channels: announced }),
      );
    }
    this.#completed = later;
  }

  /** Opens and closes channels with the next step, after the user has changed. */
  updateAccess(user: unknown): void {
    for (const [subscription, state] of this.#subscriptions) {
      const { channels: before } = state;
      const after = this.#accessible(state.view, state.params, user);
      if (before.length === after.length && before.every((channel) => after.includes(channel))) continue;
      state.channels = after;
      // The client is told the channels before the step that opens them.
      if (!this.#completed.includes(subscription)) this.#completed.push(subscription);
      for (const channel of after) this.#held.hold(channel);
      for (const channel of before) this.#held.release(channel);
    }
  }

  add({ subscription, view: name, params }: Subscribe, user: unknown): void {
    if (this.#subscriptions.has(subscription)) throw new ProtocolError(`subscription ${subscription} exists`);
    const { limits } = this.#host;
    const view = this.#host.view(name);
    if (view === undefined) {
      this.#refuse(subscription, 'INVALID_OPTION', `the server has no view "${name}". Correct the name.`, 'view');
      return;
    }
    if (this.#subscriptions.size >= limits.subscriptions) {
      this.#refuse(subscription, 'CAPACITY_EXCEEDED', `a client can have ${limits.subscriptions} subscriptions.`);
      return;
    }
    let parsed: unknown;
    let channels: readonly Channel[];
    try {
      parsed = parseParams(params);
      channels = this.#channelsOf(view, parsed, user);
    } catch {
      this.#refuse(subscription, 'INVALID_OPTION', `the server did not accept the parameters for view "${name}".`);
      return;
    }
    if (this.#held.size + channels.length > limits.channels) {
      for (const channel of channels) view.release(channel);
      this.#refuse(subscription, 'CAPACITY_EXCEEDED', `a client can hold ${limits.channels} channels.`);
      return;
    }
    this.#subscriptions.set(subscription, { view, params: parsed, channels });
    this.#completed.push(subscription);
    this.#held.requireStep();
    for (const channel of channels) this.#held.hold(channel);
  }

  delete(subscription: number): void {
    const { channels } = this.#subscriptions.get(subscription) ?? {};
    // It may have been refused, which the client did not know yet.
    if (channels === undefined) return;
    this.#subscriptions.delete(subscription);
    for (const channel of channels) this.#held.release(channel);
  }

  #channelsOf(view: ViewState, params: unknown, user: unknown): readonly Channel[] {
    try {
      // `checkViews` has checked that it is a function; which parameters it accepts is its own decision.
      const values: unknown = view.view.for({ user: user as never, params: params as never });
      return requireChannelValues(values, view.name).map((value) => view.channel(value));
    } catch (error) {
      this.#host.errors.report(`\`for\` of view "${view.name}"`, error);
      throw error;
    }
  }

  /** As `#channelsOf`, but none if the function throws: what a client may see is not known then. */
  #accessible(view: ViewState, params: unknown, user: unknown): readonly Channel[] {
    try {
      return this.#channelsOf(view, params, user);
    } catch {
      return [];
    }
  }

  #refuse(subscription: number, code: string, message: string, option = ''): void {
    this.#transport.send(encodeRefused({ subscription, code, message, option }));
  }
}

function parseParams(params: string): unknown {
  return params === '' ? undefined : JSON.parse(params);
}
