/** One client of a server: its channels, the version that it has, and the frames between both. */

import {
  type ClientFrame,
  encodePong,
  encodeRefused,
  encodeSubscribed,
  FRAME,
  ProtocolError,
  RESUME,
} from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import type { Channel } from './channel.js';
import { requireChannelValues } from './channel-value.js';
import type { ClientUser } from './client-user.js';
import type { ErrorReports } from './error-reports.js';
import { Flow } from './flow.js';
import { HeldChannels } from './held-channels.js';
import type { Limits } from './limits.js';
import { Liveness } from './liveness.js';
import type { Parked } from './parking.js';
import type { ChangeIndex } from './recent-changes.js';
import type { Resumption } from './resumption.js';
import type { StepFrame } from './step-frames.js';
import type { ViewState } from './view-state.js';

interface Subscription {
  readonly view: ViewState;
  readonly params: unknown;
  channels: readonly Channel[];
}

/** What a session needs of its server. */
export interface SessionHost {
  readonly limits: Limits;
  view(name: string): ViewState | undefined;
  serverMs(): number;
  /** The version of the database. */
  version(): number;
  readonly errors: ErrorReports;
  /** The client has a new token. */
  changeToken(session: Session, token: string): void;
  /** A client has found a difference, which the next step heals. */
  mismatched(): void;
  /** See `RecentChanges`. */
  changesSince(version: number): Promise<ChangeIndex | undefined>;
  /** Called when a client that resumes can get its first step. */
  resumed(session: Session): void;
}

export interface SessionOptions {
  readonly clientId: string;
  readonly user: ClientUser;
  /** Steps in a second; 0 for each publication. */
  readonly hz: number;
  /** 0 for no limit. */
  readonly bytesPerSecond: number;
  /** How it begins. */
  readonly resumption: Resumption;
  /** True if the client says what it holds. */
  readonly isResuming: boolean;
}

export class Session {
  readonly transport: Transport;
  readonly clientId: string;
  readonly liveness: Liveness = new Liveness();
  /** How many tokens the client has sent after the first one. */
  tokens = 0;
  /** Steps in a second; 0 for each publication. */
  readonly hz: number;
  /** The version that the client has after what was sent. */
  sent: number;
  /** The last version that the client has acknowledged. */
  acknowledged: number;
  readonly held: HeldChannels;
  readonly resumption: Resumption;
  /** True until it is known what the client holds. */
  isResuming: boolean;
  /** The client shows what it had in an earlier connection. */
  #isFirstAfterResume: boolean;
  readonly flow: Flow;
  readonly #host: SessionHost;
  #user: ClientUser;
  readonly #subscriptions: Map<number, Subscription> = new Map();
  #isEnded = false;
  /** The version of the first step. */
  #first: number | undefined;
  /** Subscriptions that the next step completes. */
  #completed: number[] = [];

  constructor(host: SessionHost, transport: Transport, options: SessionOptions) {
    const { clientId, user, hz, bytesPerSecond, resumption, isResuming } = options;
    const { version } = resumption;
    this.#host = host;
    this.transport = transport;
    this.clientId = clientId;
    this.#user = user;
    this.hz = hz;
    this.sent = version;
    this.acknowledged = version;
    this.held = new HeldChannels(version);
    this.resumption = resumption;
    this.isResuming = isResuming;
    this.#isFirstAfterResume = isResuming;
    this.flow = new Flow(bytesPerSecond);
  }

  get user(): ClientUser {
    return this.#user;
  }

  /** False while the client has not taken what it got. */
  get isReady(): boolean {
    return !this.isResuming && this.flow.isOpen && this.transport.pendingBytes <= this.#host.limits.pendingBytes;
  }

  /**
   * True while a step would show channels of different versions: if content is sent in slices that replaces what the
   * client shows.
   */
  get isBlocked(): boolean {
    return this.held.isStaging(!this.#isFirstAfterResume);
  }

  /** True if there is something to send. */
  get hasNews(): boolean {
    return this.held.haveChanges || this.held.hasNews();
  }

  receive(frame: ClientFrame): void {
    this.liveness.heard();
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
      case FRAME.token:
        this.#host.changeToken(this, frame.token);
        break;
      case FRAME.held:
        this.#requireResuming();
        this.resumption.add(frame.channels);
        break;
      case FRAME.mismatch:
        this.#heal(frame.channel);
        break;
      case FRAME.resume:
        this.#requireResuming();
        void this.#resume(frame.channels);
        break;
      case FRAME.hello:
        throw new ProtocolError('the client said hello twice');
    }
  }

  /** Tells the client which subscriptions the step to `version` completes. Sent before it. */
  announce(version: number): void {
    if (this.#completed.length === 0) return;
    const later: number[] = [];
    for (const subscription of this.#completed) {
      const { view, channels } = this.#subscriptions.get(subscription) ?? {};
      if (view === undefined || channels === undefined) continue;
      if (channels.some(({ number }) => this.held.get(number)?.state === 'staging')) {
        later.push(subscription);
        continue;
      }
      const announced = channels.map(({ number, key }) => ({ number, value: key }));
      this.transport.send(
        encodeSubscribed({ subscription, version, view: view.name, tables: view.tables, channels: announced }),
      );
    }
    this.#completed = later;
  }

  /** Called with the frame of a step. */
  send(frame: StepFrame, version: number, nowMs: number): void {
    const asks = this.flow.send(version, frame.plain.length, nowMs);
    this.transport.send(asks ? frame.asking : frame.plain);
    this.sent = version;
    this.held.sent(version);
    this.#first ??= version;
    this.#isFirstAfterResume = false;
  }

  /** What is kept if the connection breaks. */
  get parked(): Parked {
    // Before the first step, the client has what only an earlier connection has marks of.
    const isKnown = this.resumption.resume === RESUME.marks;
    const oldest = isKnown ? this.acknowledged : Math.max(this.acknowledged, this.#first ?? Number.POSITIVE_INFINITY);
    return { user: this.#user.value, held: this.held, acknowledged: oldest, sent: this.sent };
  }

  /** Nothing has changed in its channels up to this version. */
  skip(version: number): void {
    this.held.base = version;
    if (this.acknowledged === this.sent) this.held.safe = version;
  }

  /** The same user has another token, or was computed from other rows. */
  changeUser(user: ClientUser): void {
    this.#user.end();
    this.#user = user;
    this.updateAccess();
  }

  /** Opens and closes channels with the next step, after the value of `user` has changed. */
  updateAccess(): void {
    for (const [subscription, state] of this.#subscriptions) {
      const { channels: before } = state;
      const after = this.#accessible(state.view, state.params);
      if (before.length === after.length && before.every((channel) => after.includes(channel))) continue;
      state.channels = after;
      // The client is told the channels before the step that opens them.
      if (!this.#completed.includes(subscription)) this.#completed.push(subscription);
      for (const channel of after) this.held.hold(channel);
      for (const channel of before) this.held.release(channel);
    }
  }

  /** The client has gone. Its channels are kept for a while. */
  end(): void {
    this.held.stopStaging();
    this.#isEnded = true;
    this.#user.end();
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
    let parsed: unknown;
    let channels: readonly Channel[];
    try {
      parsed = parseParams(params);
      channels = this.#channelsOf(view, parsed);
    } catch {
      this.#refuse(subscription, 'INVALID_OPTION', `the server did not accept the parameters for view "${name}".`);
      return;
    }
    if (this.held.size + channels.length > limits.channels) {
      for (const channel of channels) view.release(channel);
      this.#refuse(subscription, 'CAPACITY_EXCEEDED', `a client can hold ${limits.channels} channels.`);
      return;
    }
    this.#subscriptions.set(subscription, { view, params: parsed, channels });
    this.#completed.push(subscription);
    this.held.requireStep();
    for (const channel of channels) this.held.hold(channel);
  }

  #channelsOf(view: ViewState, params: unknown): readonly Channel[] {
    try {
      // `checkViews` has checked that it is a function; which parameters it accepts is its own decision.
      const values: unknown = view.view.for({ user: this.user.value as never, params: params as never });
      return requireChannelValues(values, view.name).map((value) => view.channel(value));
    } catch (error) {
      this.#host.errors.report(`\`for\` of view "${view.name}"`, error);
      throw error;
    }
  }

  /** As `#channelsOf`, but none if the function throws: what a client may see is not known then. */
  #accessible(view: ViewState, params: unknown): readonly Channel[] {
    try {
      return this.#channelsOf(view, params);
    } catch {
      return [];
    }
  }

  #unsubscribe(subscription: number): void {
    const { channels } = this.#subscriptions.get(subscription) ?? {};
    // It may have been refused, which the client did not know yet.
    if (channels === undefined) return;
    this.#subscriptions.delete(subscription);
    for (const channel of channels) this.held.release(channel);
  }

  /** Each step that asks is confirmed once, in order. */
  #acknowledge(version: number): void {
    if (!this.flow.acknowledge(version)) throw new ProtocolError(`version ${version} is not the next to confirm`);
    this.acknowledged = version;
    this.held.safe = version === this.sent ? this.held.base : version;
    this.liveness.accepted();
  }

  /** What the client has of a channel is not what it was sent. */
  #heal(channel: number): void {
    const held = this.held.get(channel);
    if (held?.state !== 'open') return;
    this.held.reopen(held);
    this.#host.mismatched();
  }

  #requireResuming(): void {
    if (!this.isResuming) throw new ProtocolError('the client says what it holds, and has begun already');
  }

  /** The client has sent its subscriptions, and says which channels it had. */
  async #resume(claimed: readonly number[]): Promise<void> {
    const { resumption, held } = this;
    const { resume, version, parked } = resumption;
    if (resume === RESUME.ids) resumption.changes = await this.#host.changesSince(version);
    if (this.#isEnded) return;
    this.isResuming = false;
    const had = new Set(claimed);
    const base = parked !== undefined && version === parked.sent ? parked.held.base : version;
    held.resume(base, (channel) => {
      const since = had.has(channel.number) ? parked?.held.openSince(channel.number) : undefined;
      if (resume === RESUME.marks && since !== undefined && since <= version) return { state: 'open', since };
      const isFound = resumption.changes !== undefined && resumption.entitiesOf(channel) !== undefined;
      return { state: isFound ? 'resuming' : 'opening', since: Number.POSITIVE_INFINITY };
    });
    this.#host.resumed(this);
  }

  #answerPing(clientMs: number): void {
    const { pendingBytes } = this.transport;
    // Otherwise a client that reads nothing could make the server keep many answers.
    if (pendingBytes > this.#host.limits.pendingBytes) return;
    const version = this.hasNews ? this.#host.version() : this.sent;
    this.transport.send(encodePong({ clientMs, serverMs: this.#host.serverMs(), version }));
  }

  #refuse(subscription: number, code: string, message: string): void {
    this.transport.send(encodeRefused({ subscription, code, message }));
  }
}

function parseParams(params: string): unknown {
  return params === '' ? undefined : JSON.parse(params);
}
