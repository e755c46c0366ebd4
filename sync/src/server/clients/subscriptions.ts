/** What one client has subscribed to, and the channels that this gives to it. */

import { EcsDbError } from '@ecsdb/runtime';
import { CLOSE, encodeRefused, encodeSubscribed, ProtocolError, type Subscribe } from '../../protocol/index.js';
import type { Transport } from '../../transport/index.js';
import type { Channel } from '../channels/channel.js';
import { requireChannelValues, WrongResult } from '../channels/channel-value.js';
import type { ChannelValue } from '../channels/view.js';
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
  #completed: Set<number> = new Set();

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
    if (this.#completed.size === 0) return;
    const later = new Set<number>();
    for (const subscription of this.#completed) {
      const { view, channels } = this.#subscriptions.get(subscription) ?? {};
      if (view === undefined || channels === undefined) continue;
      if (channels.some(({ number }) => this.#held.get(number)?.state === 'staging')) {
        later.add(subscription);
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

  /**
   * Opens and closes channels with the next step, after the user has changed. Throws a `ProtocolError` if these are too
   * many: a part of them would be a wrong view, and nothing would say so.
   */
  updateAccess(user: unknown): void {
    let hasChanged = false;
    for (const [subscription, state] of this.#subscriptions) {
      const { channels: before } = state;
      const after = this.#accessible(state, user);
      const isBefore = new Set(before);
      if (before.length === after.length && after.every((channel) => isBefore.has(channel))) continue;
      hasChanged = true;
      state.channels = after;
      // The client is told the channels before the step that opens them.
      this.#completed.add(subscription);
      for (const channel of after) this.#held.hold(channel);
      for (const channel of before) this.#held.release(channel);
    }
    // Subscriptions share channels, so only what comes out of all of them counts.
    if (hasChanged) this.#requireFew(this.#heldCount);
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
    let values: readonly ChannelValue[];
    try {
      parsed = parseParams(params);
      values = this.#valuesOf(view, parsed, user);
    } catch (error) {
      this.#refuse(subscription, 'INVALID_OPTION', refusalOf(name, error));
      return;
    }
    if (this.#held.size + this.#countNew(view, values) > limits.channels) {
      this.#refuse(subscription, 'CAPACITY_EXCEEDED', `a client can hold ${limits.channels} channels.`);
      return;
    }
    const channels = values.map((value) => view.channel(value));
    this.#subscriptions.set(subscription, { view, params: parsed, channels });
    this.#completed.add(subscription);
    this.#held.requireStep();
    for (const channel of channels) this.#held.hold(channel);
  }

  delete(subscription: number): void {
    const { channels } = this.#subscriptions.get(subscription) ?? {};
    // It may have been refused, which the client did not know yet.
    if (channels === undefined) return;
    this.#subscriptions.delete(subscription);
    this.#completed.delete(subscription);
    for (const channel of channels) this.#held.release(channel);
  }

  /** The values of the channels that the client may hold. */
  #valuesOf(view: ViewState, params: unknown, user: unknown): readonly ChannelValue[] {
    try {
      // `checkViews` has checked that it is a function; which parameters it accepts is its own decision.
      const values: unknown = view.view.for({ user: user as never, params: params as never });
      return requireChannelValues(values, view.name);
    } catch (error) {
      this.#host.errors.reportUnlessDenied(`\`for\` of view "${view.name}"`, error);
      throw error;
    }
  }

  /** None if the function fails: what a client may see is not known then. */
  #accessible({ view, params }: Subscription, user: unknown): readonly Channel[] {
    let values: readonly ChannelValue[];
    try {
      values = this.#valuesOf(view, params, user);
    } catch {
      return [];
    }
    this.#requireFew(values.length);
    return values.map((value) => view.channel(value));
  }

  /** How many of these channels no other subscription of the client has. */
  #countNew(view: ViewState, values: readonly ChannelValue[]): number {
    let count = 0;
    for (const value of new Set(values)) {
      const channel = view.find(value);
      if (channel === undefined || this.#held.get(channel.number) === undefined) count++;
    }
    return count;
  }

  /** Without those that the next step closes. */
  get #heldCount(): number {
    let count = 0;
    for (const { uses } of this.#held) if (uses > 0) count++;
    return count;
  }

  #requireFew(count: number): void {
    const { limits, errors } = this.#host;
    if (count <= limits.channels) return;
    const expected = `at most ${limits.channels} in all subscriptions of a client`;
    const got = `${count} channels`;
    const message = `the access of a client has grown to ${got}; expected ${expected}`;
    errors.report('`for` of the views', new EcsDbError('CAPACITY_EXCEEDED', `${message}.`, { expected, got }));
    throw new ProtocolError(message, CLOSE.tooMany);
  }

  #refuse(subscription: number, code: string, message: string, option = ''): void {
    this.#transport.send(encodeRefused({ subscription, code, message, option }));
  }
}

function parseParams(params: string): unknown {
  return params === '' ? undefined : JSON.parse(params);
}

/** For the client: nothing of what was thrown. */
function refusalOf(view: string, error: unknown): string {
  if (error instanceof WrongResult) return `the server could not find the channels of view "${view}".`;
  return `the server did not accept the parameters for view "${view}".`;
}
