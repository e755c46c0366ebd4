/** A database with constraints in use, beside its model. */

import type { Database, Entity, Transaction } from '@ecsdb/runtime';
import type { Context } from '../framework/scenario.js';
import { require } from '../framework/violation.js';
import { expectIndexes, expectRows } from './check.js';
import { Draft, type Scale } from './draft.js';
import { outcomeOf, type State } from './model.js';
import { RULES, TABLES } from './schema.js';

/** Thrown by a transaction that gives up. */
class Undo extends Error {}

const OPERATIONS_MAX = 20;
const UNDO_ONE_IN = 12;
const GROUP_ONE_IN = 3;
const GROUP_MAX = 6;

export class Club {
  state: State = new Map(TABLES.map(({ name }) => [name, new Map()]));
  db: Database;
  operations = 0;
  readonly #context: Context;
  readonly #scale: Scale;

  constructor(db: Database, context: Context, scale: Scale) {
    this.db = db;
    this.#context = context;
    this.#scale = scale;
  }

  /** One transaction, or a group of them. Each is committed or refused by itself, as the model says. */
  async work(): Promise<void> {
    const { random, count } = this.#context;
    if (!random.oneIn(GROUP_ONE_IN)) {
      this.#one((run) => this.db.writeSync(run));
      return;
    }
    const checks = Array.from({ length: 2 + random.below(GROUP_MAX) }, () => {
      const attempt = this.#attempt();
      return this.db.write(attempt.run).then(
        () => attempt.check(undefined),
        (error: unknown) => attempt.check(error),
      );
    });
    await Promise.all(checks);
    count('groups');
  }

  check(): void {
    expectRows(this.db, this.db, this.state);
    this.#context.count('indexes equal to a rebuild', expectIndexes(this.db, this.db, this.state));
  }

  /** A pinned version stays as it is while the next one is written, and the next one is as it should be. */
  async checkPinned(): Promise<void> {
    const { runtime, count } = this.#context;
    const thread = runtime.attach(this.db.schema, runtime.share(this.db));
    for (let pins = 0; pins < 4; pins++) {
      const pinned = this.state;
      thread.pinVersion((view) => {
        this.#one((run) => this.db.writeSync(run));
        expectRows(view, thread, pinned);
        count('indexes of pinned versions equal to a rebuild', expectIndexes(view, thread, pinned));
      });
      this.check();
    }
    await thread.close();
  }

  #one(write: (run: (tx: Transaction) => void) => void): void {
    const attempt = this.#attempt();
    try {
      write(attempt.run);
    } catch (error) {
      attempt.check(error);
      return;
    }
    attempt.check(undefined);
  }

  /** A transaction. The model changes when it has run: another one of the group may follow at once. */
  #attempt(): { run: (tx: Transaction) => void; check: (error: unknown) => void } {
    const { random, count, runtime } = this.#context;
    const isUndone = random.oneIn(UNDO_ONE_IN);
    const length = 1 + random.below(OPERATIONS_MAX);
    let violations: ReadonlySet<string> = new Set();
    let destroyed: ReadonlySet<number> = new Set();
    const run = (tx: Transaction): void => {
      const draft = new Draft(this.db, tx, this.state, random, this.#scale);
      for (let i = 0; i < length; i++) count(`operations: ${draft.step()}`);
      this.operations += length;
      if (isUndone) throw new Undo();
      const outcome = outcomeOf(RULES, this.state, draft.tables);
      if ('state' in outcome) ({ state: this.state, destroyed } = outcome);
      else violations = outcome.violations;
    };
    const check = (error: unknown): void => {
      if (error instanceof Undo && isUndone) {
        count('transactions undone');
      } else if (violations.size === 0) {
        require(error === undefined, 'a transaction that violates nothing is committed', () => error);
        count('transactions committed');
        for (const entity of destroyed) {
          require(!this.db.isAlive(entity as Entity), `a cascade destroys entity ${entity}`, () => 'it is alive');
        }
        count('entities destroyed by cascades', destroyed.size);
      } else {
        const code = error instanceof runtime.EcsDbError ? error.code.replace('CONSTRAINT_', '') : undefined;
        require(code !== undefined && violations.has(code), `it is refused for ${[...violations]}`, () => error);
        count(`transactions refused: ${code}`);
      }
    };
    return { run, check };
  }
}
