/** A client in the replicated world: what it has subscribed to, and its connection, which stalls and breaks. */

import type { Schema } from '@ecsdb/runtime';
import { connect, type Subscription, type SyncClient } from '@ecsdb/sync/client';
import type { SyncServer } from '@ecsdb/sync/server';
import {
  decodeServerFrame,
  FRAME,
  RESUME,
  type Transport,
  type TransportPair,
  transportPair,
} from '@ecsdb/sync/testing';
import type { Context } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { type Contents, contentsOf, heldOf, isSame } from './contents.js';
import { lingeringViews, type Pending } from './lingering.js';
import type { HeldView } from './schema.js';

type Clock = Exclude<Parameters<typeof connect>[1]['clock'], undefined>;

export const WIRES = ['toClient', 'toServer'] as const;
export type Wire = (typeof WIRES)[number];

const NEVER = { toClient: Number.POSITIVE_INFINITY, toServer: Number.POSITIVE_INFINITY };

/** Codes of closes that are the fault of a side. */
export const FAILURES: readonly number[] = [4400, 4410, 4500];

const RESUMES = new Map<number, string>(Object.entries(RESUME).map(([name, kind]) => [kind, name]));

export interface PlayerHost {
  readonly schema: Schema;
  readonly clock: Clock;
  /** Undefined while no server can be reached. */
  server(): SyncServer | undefined;
}

export class Player {
  client: SyncClient | undefined;
  readonly #host: PlayerHost;
  readonly #context: Context;
  /** Its rows are visible. */
  readonly #visible: { readonly view: HeldView; readonly subscription: Subscription }[] = [];
  /** Subscribed to, and not complete. */
  #pending: Pending[] = [];
  /** Given up, in this order; its rows go with a later step. */
  #leaving: HeldView[] = [];
  #pair: TransportPair | undefined;
  /** Why a connection was closed that should not be. */
  #refused: string | undefined;
  /** Of the next connection: after how many bytes of each direction it breaks. */
  #cutAt: { readonly [wire in Wire]: number } = NEVER;

  constructor(host: PlayerHost, context: Context, hz: number) {
    this.#host = host;
    this.#context = context;
    const { schema, clock } = host;
    void connect(schema, { transport: () => this.#dial(), clock, hz }).then((client) => {
      this.client = client;
    });
  }

  subscribe(view: HeldView): void {
    if (this.client === undefined) return;
    const pending: Pending = { view, dropped: [] };
    this.#pending.push(pending);
    void this.client.subscribe(view.name, view.params).then((subscription) => {
      this.#pending = this.#pending.filter((other) => other !== pending);
      this.#visible.push({ view, subscription });
    });
  }

  unsubscribe(choice: number): void {
    const [given] = this.#visible.splice(choice % Math.max(this.#visible.length, 1), 1);
    if (given === undefined) return;
    given.subscription.unsubscribe();
    this.#leaving.push(given.view);
  }

  cut(): void {
    this.#pair?.cut();
  }

  /** Breaks this connection, or the next one, within or between frames. */
  cutAfter(bytes: number, wire: Wire): void {
    this.#cutAt = { ...NEVER, [wire]: bytes };
    if (this.#pair !== undefined) this.#pair[wire].cutAt = this.#pair[wire].delivered + bytes;
  }

  /** Bytes of this connection. */
  delivered(wire: Wire): number {
    return this.#pair?.[wire].delivered ?? 0;
  }

  stall(toClient: boolean, isStalled: boolean): void {
    if (this.#pair === undefined) return;
    const wire = toClient ? this.#pair.toClient : this.#pair.toServer;
    wire.isStalled = isStalled;
    this.#pair.resume();
  }

  /** From now on the connection works. */
  calm(): void {
    this.#cutAt = NEVER;
    for (const wire of WIRES) if (this.#pair !== undefined) this.#pair[wire].cutAt = NEVER[wire];
    this.stall(true, false);
    this.stall(false, false);
  }

  /** What it holds must be what its channels contained at its version. */
  check(history: readonly ReadonlyMap<number, Contents>[]): void {
    const { client } = this;
    require(this.#refused === undefined, 'each side accepts what the other one sends', () => this.#refused);
    if (client === undefined) return;
    const { version } = client.db;
    const held = contentsOf(client.db);
    for (const versions of history) {
      const contents = versions.get(version);
      if (contents === undefined) continue;
      for (let gone = 0; gone <= this.#leaving.length; gone++) {
        if (!this.#isHeldAfter(gone, held, contents)) continue;
        for (const { dropped } of this.#pending) dropped.push(...this.#leaving.slice(0, gone));
        this.#leaving = this.#leaving.slice(gone);
        this.#context.count('states compared');
        return;
      }
    }
    require(false, `a client holds what its channels contained at version ${version}`, () => ({
      held: [...held].map(([table, rows]) => [table, [...rows]]),
      visible: this.#visible.map(({ view }) => view),
      leaving: this.#leaving,
      pending: this.#pending,
    }));
  }

  /** Whether it holds what it should if the first `gone` of the views that it has given up have gone. */
  #isHeldAfter(gone: number, held: Contents, contents: Contents): boolean {
    const views = [...this.#visible.map(({ view }) => view), ...this.#leaving.slice(gone)];
    return lingeringViews(this.#pending, this.#leaving.slice(0, gone)).some((some) =>
      isSame(held, heldOf(contents, [...views, ...some])),
    );
  }

  /** Everything is quiet: it must have the last version of its channels. */
  checkLast(contents: Contents): void {
    if (this.client === undefined) return;
    const views = this.#visible.map(({ view }) => view);
    require(isSame(contentsOf(this.client.db), heldOf(contents, views)), 'a client has the last state', () => ({
      status: this.client?.status,
      version: this.client?.db.version,
    }));
    this.#leaving = [];
    require(this.client.status.mismatches === 0, 'no checksum differs');
  }

  #dial(): Transport {
    const server = this.#host.server();
    if (server === undefined) throw new Error('no server can be reached');
    const pair = transportPair();
    this.#pair = pair;
    for (const wire of WIRES) pair[wire].cutAt = this.#cutAt[wire];
    this.#cutAt = NEVER;
    server.accept(pair.server);
    const { client } = pair;
    return {
      get pendingBytes() {
        return client.pendingBytes;
      },
      send: (frame) => client.send(frame),
      close: (code, reason) => {
        this.#noteClose(code, reason);
        client.close(code, reason);
      },
      listen: ({ message, closed }) =>
        client.listen({
          message: (bytes) => {
            this.#note(bytes);
            message(bytes);
          },
          closed: (code, reason) => {
            this.#noteClose(code, reason);
            closed(code, reason);
          },
        }),
    };
  }

  #noteClose(code: number, reason: string): void {
    if (FAILURES.includes(code)) this.#refused ??= `${code} ${reason}`;
  }

  #note(bytes: Uint8Array): void {
    const frame = decodeServerFrame(bytes);
    if (frame?.type === FRAME.welcome) this.#context.count(`connections that resume from ${RESUMES.get(frame.resume)}`);
    if (frame?.type === FRAME.step) this.#context.count('steps');
    if (frame?.type === FRAME.verify) this.#context.count('checksums');
    if (frame?.type === FRAME.stage) this.#context.count('slices');
  }
}
