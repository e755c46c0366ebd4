/** A user with a client that connects again whenever its connection breaks, and whose frames are checked when sent. */

import type { Entity, Schema } from '@ecsdb/runtime';
import { connect, type Subscription, type SyncClient } from '@ecsdb/sync/client';
import type { Clock } from '@ecsdb/sync/server';
import { type Transport, type TransportPair, transportPair } from '@ecsdb/sync/testing';
import { FAILURES } from '../player.js';
import { settle } from '../time.js';
import type { Forger } from './forger.js';
import { ALL_WANTED, type Wanted } from './may-see.js';

/** The type of a frame with a token. */
const TOKEN = 0x06;

export interface PlayerHost {
  readonly schema: Schema;
  readonly clock: Clock;
  /** Throws while no server can be reached. */
  accept(transport: Transport): void;
  /** The server sends a frame to a player, over a connection that may have ended. */
  sent(player: Player, frame: Uint8Array, isEnded: boolean): void;
  /** A side closes the connection of a client that sends what it should, as if it did not. */
  refused(code: number, reason: string): void;
  /** A client sends something else than a frame. */
  forged(kind: string): void;
}

export interface PlayerOptions {
  readonly entity: Entity;
  readonly token: string;
  readonly hz: number;
  /** Undefined for a client that sends what it should. */
  readonly forger: Forger | undefined;
}

export class Player {
  readonly entity: Entity;
  readonly token: string;
  client: SyncClient | undefined;
  readonly #host: PlayerHost;
  readonly #forger: Forger | undefined;
  readonly #wanted: Map<number, Wanted> = new Map();
  readonly #open: Map<number, Subscription> = new Map();
  /** It may have sent something wrong. */
  #isDishonest: boolean;
  #next = 0;
  #pair: TransportPair | undefined;

  constructor(host: PlayerHost, { entity, token, hz, forger }: PlayerOptions) {
    this.#host = host;
    this.#forger = forger;
    this.#isDishonest = forger !== undefined;
    this.entity = entity;
    this.token = token;
    const { schema, clock } = host;
    connect(schema, { transport: () => this.#dial(), token, clock, hz }).then(
      (client) => {
        this.client = client;
      },
      () => undefined,
    );
  }

  /** What the server may take it to have subscribed to: everything if frames are forged. */
  get wanted(): Iterable<Wanted> {
    return this.#forger === undefined ? this.#wanted.values() : ALL_WANTED;
  }

  /** Refused: nothing may be sent to it any more. */
  get isEnded(): boolean {
    return this.client?.status.isEnded === true;
  }

  /** Subscribes, and waits until the server knows it. */
  async subscribe(wanted: Wanted): Promise<void> {
    if (this.client === undefined) return;
    const number = this.#next++;
    this.client.subscribe(wanted.view, wanted.params).then(
      (subscription) => this.#open.set(number, subscription),
      () => this.#wanted.delete(number),
    );
    this.#wanted.set(number, wanted);
    await settle();
  }

  /** Gives a subscription up, and waits until the server knows it. */
  async unsubscribe(choice: number): Promise<void> {
    const [number, subscription] = [...this.#open][choice % Math.max(this.#open.size, 1)] ?? [];
    if (number === undefined) return;
    subscription?.unsubscribe();
    this.#open.delete(number);
    await settle();
    this.#wanted.delete(number);
  }

  /** Frames to this client wait, so the server sends it fewer and larger steps. */
  stall(isStalled: boolean): void {
    if (this.#pair === undefined) return;
    this.#pair.toClient.isStalled = isStalled;
    if (!isStalled) this.#pair.resume();
  }

  cut(): void {
    this.#pair?.cut();
  }

  /** Sends the token of another user on this connection. The client itself does not know it. */
  steal(token: string): void {
    this.#isDishonest = true;
    const bytes = new TextEncoder().encode(token);
    this.#pair?.client.send(Uint8Array.from([TOKEN, bytes.length, ...bytes]));
  }

  #dial(): Transport {
    const pair = transportPair();
    this.#host.accept(this.#recorded(pair.server));
    this.#pair = pair;
    return this.#forging(pair.client);
  }

  /** The end of the client. */
  #forging(inner: Transport): Transport {
    const forger = this.#forger;
    return {
      get pendingBytes() {
        return inner.pendingBytes;
      },
      listen: (events) => inner.listen(events),
      send: (frame) => {
        const forged = forger?.forge(frame);
        if (forged !== undefined) this.#host.forged(forged.kind);
        for (const each of forged?.frames ?? [frame]) inner.send(each);
      },
      close: (code, reason) => {
        this.#noteClose(code, reason);
        inner.close(code, reason);
      },
    };
  }

  #noteClose(code: number, reason: string): void {
    if (FAILURES.includes(code) && !this.#isDishonest) this.#host.refused(code, reason);
  }

  /** The end of the server, which shows what it sends. */
  #recorded(inner: Transport): Transport {
    let isEnded = false;
    return {
      get pendingBytes() {
        return inner.pendingBytes;
      },
      listen: ({ message, closed }) =>
        inner.listen({
          message,
          closed: (code, reason) => {
            isEnded = true;
            closed(code, reason);
          },
        }),
      send: (frame) => {
        this.#host.sent(this, frame, isEnded);
        inner.send(frame);
      },
      close: (code, reason) => {
        isEnded = true;
        this.#noteClose(code, reason);
        inner.close(code, reason);
      },
    };
  }
}
