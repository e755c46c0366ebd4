/** One client of a server: its channels, the version that it has, and the frames between both. */

import { type ClientFrame, encodePong, FRAME, ProtocolError, RESUME } from '../../protocol/index.js';
import type { Transport } from '../../transport/index.js';
import type { ChannelSets } from '../channels/channel-sets.js';
import type { ChangeIndex } from '../resume/change-index.js';
import type { Parked } from '../resume/parking.js';
import type { Resumption } from '../resume/resumption.js';
import type { StepFrame } from '../steps/step-frames.js';
import type { ClientUser } from './client-user.js';
import { Flow } from './flow.js';
import type { Held } from './held.js';
import { HeldChannels } from './held-channels.js';
import { Liveness } from './liveness.js';
import { type SubscriptionHost, Subscriptions } from './subscriptions.js';
import type { TokenQueue } from './token-queue.js';

/** What a session needs of its server. */
export interface SessionHost extends SubscriptionHost {
  readonly channelSets: ChannelSets;
  serverMs(): number;
  /** The version of the database. */
  version(): number;
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
  readonly tokens: TokenQueue;
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
  /** After the first one. */
  readonly tokens: TokenQueue;
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
  readonly #subscriptions: Subscriptions;
  /** Slices, and parts of frames. */
  #contentSent = 0;
  #contentTaken = 0;
  #isEnded = false;
  /** The client has said what it holds. */
  #hasSaidAll = false;
  /** The version of the first step. */
  #first: number | undefined;

  constructor(host: SessionHost, transport: Transport, options: SessionOptions) {
    const { clientId, user, tokens, hz, bytesPerSecond, resumption, isResuming } = options;
    const { version } = resumption;
    this.#host = host;
    this.transport = transport;
    this.clientId = clientId;
    this.#user = user;
    this.tokens = tokens;
    this.hz = hz;
    this.sent = version;
    this.acknowledged = version;
    this.held = new HeldChannels(version, host.channelSets);
    this.#subscriptions = new Subscriptions(host, transport, this.held);
    this.resumption = resumption;
    this.isResuming = isResuming;
    this.#isFirstAfterResume = isResuming;
    this.flow = new Flow(hz, bytesPerSecond);
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

  /** True until a client that continues has said what it holds. */
  get isAwaited(): boolean {
    return this.isResuming && !this.#hasSaidAll;
  }

  /** True if there is something to send. */
  get hasNews(): boolean {
    return this.held.hasNews;
  }

  /** True if the client was sent all that its channels contain at this version, and can take more. */
  isAt(version: number): boolean {
    return this.held.base >= version && !this.held.haveChanges && this.isReady;
  }

  /** Lets the client compare a part of a channel. */
  verify(held: Held, frame: Uint8Array): void {
    held.isVerified = true;
    this.transport.send(frame);
  }

  receive(frame: ClientFrame): void {
    this.liveness.heard();
    switch (frame.type) {
      case FRAME.subscribe:
        this.#subscriptions.add(frame, this.user.value);
        break;
      case FRAME.unsubscribe:
        this.#subscriptions.delete(frame.subscription);
        break;
      case FRAME.ack:
        this.#acknowledge(frame.version);
        break;
      case FRAME.ping:
        this.#answerPing(frame.clientMs);
        break;
      case FRAME.token:
        this.tokens.add(frame.token);
        break;
      case FRAME.held:
        this.#requireResuming();
        this.resumption.add(frame.channels, this.held);
        break;
      case FRAME.mismatch:
        this.#heal(frame.channel);
        break;
      case FRAME.resume:
        this.#requireResuming();
        this.#hasSaidAll = true;
        void this.#resume(frame.channels);
        break;
      case FRAME.took:
        this.#take(frame.messages);
        break;
      case FRAME.hello:
        throw new ProtocolError('the client said hello twice');
    }
  }

  /** Tells the client which subscriptions the step to `version` completes. Sent before it. */
  announce(version: number): void {
    this.#subscriptions.announce(version);
  }

  /** Called with the frame of a step. */
  send(frame: StepFrame, version: number, nowMs: number): void {
    const messages = this.flow.send(version, frame.bytes, nowMs) ? frame.asking : frame.plain;
    if (messages.length > 1) this.#contentSent += messages.length;
    for (const message of messages) this.transport.send(message);
    this.sent = version;
    this.held.sent(version);
    if (this.#first === undefined) this.resumption.finish();
    this.#first ??= version;
    this.#isFirstAfterResume = false;
  }

  /** Called with the messages of a slice. */
  sendSlice(messages: readonly Uint8Array[]): void {
    this.#contentSent += messages.length;
    for (const message of messages) this.transport.send(message);
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

  /**
   * Opens and closes channels with the next step, after the value of `user` has changed. Throws a `ProtocolError` if
   * the client would hold too many.
   */
  updateAccess(): void {
    this.#subscriptions.updateAccess(this.user.value);
  }

  /** The client has gone. Its channels are kept for a while. */
  end(): void {
    this.held.stopStaging();
    this.#isEnded = true;
    this.#user.end();
    this.#subscriptions.clear();
  }

  /** The client says how many slices and parts it has got. */
  #take(messages: number): void {
    if (messages <= this.#contentTaken || messages > this.#contentSent) {
      throw new ProtocolError(`${messages} slices and parts were not sent, or were confirmed before`);
    }
    this.#contentTaken = messages;
    this.liveness.accepted();
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
    // Each check is answered once at most: otherwise a client could let a channel be sent again and again.
    if (held?.state !== 'open' || !held.isVerified) return;
    held.isVerified = false;
    this.held.reopen(held);
    this.#host.mismatched();
  }

  #requireResuming(): void {
    if (!this.isAwaited) throw new ProtocolError('the client says what it holds, and has begun already');
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
}
