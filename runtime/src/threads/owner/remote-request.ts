/** A transaction that another thread has recorded, as a request of the commit loop. */

import type { Request } from '../../commit/index.js';
import type { Entity } from '../../entity/index.js';
import type { Views } from '../../memory/index.js';
import type { OperationApplier, RemoteOperations } from './accepted-operations.js';
import type { OwnerLane } from './owner-lane.js';

export class RemoteRequest implements Request, RemoteOperations {
  readonly views: Views;
  readonly start: number;
  readonly length: number;
  readonly spawned: Entity[] = [];
  readonly #lane: OwnerLane;
  readonly #applier: OperationApplier;
  readonly #ticket: number;

  constructor(lane: OwnerLane, applier: OperationApplier, ticket: number, views: Views, start: number, length: number) {
    this.views = views;
    this.start = start;
    this.length = length;
    this.#lane = lane;
    this.#applier = applier;
    this.#ticket = ticket;
  }

  get thread(): number {
    return this.#lane.thread;
  }

  get issued(): Set<Entity> {
    return this.#lane.issued;
  }

  run(): void {
    this.#applier.apply(this);
  }

  resolve(_result: unknown, version: number): void {
    this.#lane.reply(this.#ticket, version);
  }

  reject(error: unknown): void {
    // The entities are not alive. The thread does not use these ids again, so they return to the owner when the thread
    // ends.
    for (const id of this.spawned) this.issued.add(id);
    this.#lane.replyError(this.#ticket, error);
  }
}
