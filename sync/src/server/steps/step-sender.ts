/** Sends steps: for each client what has changed in its channels, encoded once for all clients that need the same. */

import { ByteWriter, FRAME, STEP } from '../../protocol/index.js';
import type { Channel } from '../channels/channel.js';
import type { ChannelSets } from '../channels/channel-sets.js';
import type { NeededVersions } from '../channels/intervals.js';
import type { ViewState } from '../channels/view-state.js';
import { type ChannelState, isInStep } from '../clients/held.js';
import type { HeldChannels } from '../clients/held-channels.js';
import type { Session } from '../clients/session.js';
import type { RecentChanges } from '../resume/recent-changes.js';
import type { Resumption } from '../resume/resumption.js';
import type { SectionEncoder } from './encode-section.js';
import type { StateStages } from './state-stages.js';
import { StepFrame, StepFrames } from './step-frames.js';
import type { Verifier } from './verifier.js';

/** Of sections with all that a channel contains; no client has this version. */
const NOTHING_KNOWN = -1;

/** There can be many clients that are gone, and they need no care in each step. */
const LIMIT_EVERY_MS = 1000;

export interface Step {
  readonly sessions: Iterable<Session>;
  /** Of clients whose connection has broken. */
  readonly parked: Iterable<HeldChannels>;
  /** Whether clients with this rate get a step. */
  readonly isDue: (hz: number) => boolean;
  /** Of the database. */
  readonly version: number;
  readonly nowMs: number;
}

export interface SenderParts {
  readonly views: readonly ViewState[];
  readonly sets: ChannelSets;
  readonly encoder: SectionEncoder;
  readonly recent: RecentChanges;
  readonly stages: StateStages;
  readonly verifier: Verifier;
}

export class StepSender {
  readonly #views: readonly ViewState[];
  readonly #sets: ChannelSets;
  readonly #encoder: SectionEncoder;
  readonly #recent: RecentChanges;
  readonly #stages: StateStages;
  readonly #verifier: Verifier;
  readonly #frame: ByteWriter = new ByteWriter();
  readonly #frames: StepFrames = new StepFrames();
  /** When the memory for clients that are gone was limited last. */
  #limitedMs = 0;
  #second = 0;

  constructor({ views, sets, encoder, recent, stages, verifier }: SenderParts) {
    this.#views = views;
    this.#sets = sets;
    this.#encoder = encoder;
    this.#recent = recent;
    this.#stages = stages;
    this.#verifier = verifier;
  }

  /** Called before each step, and before figures are read. */
  countSecond(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second === this.#second) return;
    const isWhole = second === this.#second + 1;
    for (const view of this.#views) for (const channel of view.channels) channel.countSecond(isWhole);
    this.#second = second;
  }

  /**
   * Sends those clients the step to `version`, which is published, if they can take it. Returns the rates of clients
   * that have used up their bytes and wait.
   */
  step({ sessions, parked, isDue, version, nowMs }: Step): Set<number> {
    this.#frames.clear();
    this.countSecond(nowMs);
    this.#closeIntervals(version);
    this.#sets.beginStep();
    const waiting = new Set<number>();
    for (const session of sessions) {
      if (isDue(session.hz) && !this.#stepOf(session, version, nowMs)) waiting.add(session.hz);
      if (session.held.base < version) session.held.limitMarks(session.transport.pendingBytes);
      session.held.noteNeeds();
    }
    const isTimeToLimit = Math.abs(nowMs - this.#limitedMs) >= LIMIT_EVERY_MS;
    if (isTimeToLimit) this.#limitedMs = nowMs;
    for (const held of parked) {
      if (isTimeToLimit) held.limitMarks(0);
      held.noteNeeds();
    }
    this.#sets.endStep();
    this.#tidy(sessions, parked);
    for (const hz of this.#verifier.run((session) => session.isAt(version))) waiting.add(hz);
    return waiting;
  }

  #closeIntervals(version: number): void {
    for (const view of this.#views) for (const channel of view.channels) channel.closeInterval(version);
  }

  /** Forgets what no client needs. */
  #tidy(sessions: Iterable<Session>, parked: Iterable<HeldChannels>): void {
    for (const view of this.#views) {
      for (const channel of view.channels) {
        channel.forget();
        if (channel.intervals.areMany) channel.intervals.merge(neededOf(channel, sessions, parked));
      }
    }
  }

  /** False if the client must wait because of its budget of bytes. */
  #stepOf(session: Session, version: number, nowMs: number): boolean {
    const { held } = session;
    if (!session.isReady) return true;
    if (held.haveChanges && held.stageLarge(version, this.#stages.stateBytes)) this.#stages.add(session);
    if (session.isBlocked) return true;
    if (!session.hasNews) {
      session.skip(version);
      return true;
    }
    if (!session.flow.isWithinBudget(nowMs)) return false;
    if (held.haveChanges) session.announce(version);
    session.send(this.#frameFor(session, version), version, nowMs);
    return true;
  }

  #frameFor(session: Session, version: number): StepFrame {
    const { sent, held } = session;
    const key = { sent, base: held.base, channels: held.open };
    let frame = this.#frames.find(key);
    if (frame === undefined) {
      frame = new StepFrame(this.#encode(session, version));
      this.#frames.add(key, frame);
    }
    return frame;
  }

  #encode(session: Session, version: number): Uint8Array {
    const frame = this.#frame;
    frame.clear();
    frame.u8(FRAME.step);
    frame.u8(STEP.plain);
    frame.varint(session.sent);
    frame.varint(version);
    for (const held of session.held) {
      if (!isInStep(held)) continue;
      const { channel, state, scan } = held;
      if (state === 'resuming') frame.bytes(this.#resumed(channel, session.resumption));
      else if (state === 'staged') frame.bytes(this.#encoder.staged(channel, scan?.from ?? 0));
      else frame.bytes(this.#sectionOf(channel, state, session.held.base));
    }
    return frame.take();
  }

  /** What has changed since an earlier connection; everything if that cannot be found any more. */
  #resumed(channel: Channel, resumption: Resumption): Uint8Array {
    const { changes, version } = resumption;
    const entities = resumption.entitiesOf(channel);
    if (changes === undefined || entities === undefined || !this.#recent.update(changes)) {
      return this.#sectionOf(channel, 'opening', 0);
    }
    const hasChanged = (table: number, index: number): boolean => changes.hasChanged(table, index, version);
    return this.#encoder.resumed(channel, entities, hasChanged);
  }

  #sectionOf(channel: Channel, state: ChannelState, base: number): Uint8Array {
    if (state === 'closing') return this.#encoder.closed(channel);
    if (state === 'opening') {
      return channel.section(this.#sets.step, NOTHING_KNOWN, () => this.#encoder.whole(channel));
    }
    return channel.section(this.#sets.step, base, () => this.#encoder.delta(channel, base));
  }
}

function neededOf(
  channel: Channel,
  sessions: Iterable<Session>,
  parked: Iterable<HeldChannels>,
): readonly NeededVersions[] {
  const needed: NeededVersions[] = [];
  const add = (held: HeldChannels): void => {
    const needs = held.needsOf(channel.number);
    if (needs !== undefined) needed.push(needs);
  };
  for (const { held } of sessions) add(held);
  for (const held of parked) add(held);
  return needed;
}
