/** The server: recognises clients, and sends each what has changed in its channels. */

import type { Database } from '@ecsdb/runtime';
import { onClose, originOf, PublishedRows } from '@ecsdb/runtime/replica';
import { type Clock, SYSTEM_CLOCK } from '../clock.js';
import { RESUME, randomId } from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import { ChannelSets } from './channels/channel-sets.js';
import { CommitFollower } from './channels/commit-follower.js';
import { recordSizesOf } from './channels/record-sizes.js';
import type { View } from './channels/view.js';
import { ViewState } from './channels/view-state.js';
import type { Authenticated, AuthenticationRequest } from './clients/authentication.js';
import { Clients } from './clients/clients.js';
import type { Origin } from './clients/connection.js';
import { ErrorReports } from './clients/error-reports.js';
import type { Limits } from './clients/limits.js';
import { warn } from './clients/on-error.js';
import { RowDependencies } from './clients/row-dependencies.js';
import type { SessionHost } from './clients/session.js';
import { OptionProblems } from './options/option-problems.js';
import { completeOptions } from './options/server-options.js';
import { Parking } from './resume/parking.js';
import { RecentChanges } from './resume/recent-changes.js';
import { epochOf, type Present } from './resume/resumption.js';
import { type SyncServerStats, statsOf } from './stats.js';
import { SectionEncoder } from './steps/encode-section.js';
import { StateStages } from './steps/state-stages.js';
import { StepClock } from './steps/step-clock.js';
import { StepSender } from './steps/step-sender.js';
import { Verifier } from './steps/verifier.js';

export interface SyncServerOptions<User> {
  /**
   * Recognises a client. The result is the `user` of its views; or it is a function that computes the user from rows,
   * again whenever they change. If it throws, the client is refused; if the function throws later, the connection is
   * closed. What they throw is passed to `onError`, except an `EcsDbError` with the code `ACCESS_DENIED`: throw that
   * for a client that must be refused.
   * Annotate the parameter, so that the views know the type of the user.
   */
  readonly authenticate: (request: AuthenticationRequest) => Authenticated<User> | Promise<Authenticated<User>>;
  readonly views: { readonly [name: string]: View<User> };
  /**
   * Gets what functions of the application throw: an error whose message names the function, and whose `cause` is
   * what was thrown. Each function's errors are reported once for each kind: the name of the error, and its `code`.
   * Also gets errors of the server itself, such as those of the network. Default: a process warning.
   */
  readonly onError?: (error: unknown) => void;
  readonly limits?: Partial<Limits>;
  /** For tests. */
  readonly clock?: Clock;
}

export class SyncServer<User = unknown> {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #errors: ErrorReports;
  readonly #views: Map<string, ViewState> = new Map();
  readonly #channelSets: ChannelSets = new ChannelSets();
  readonly #users: RowDependencies = new RowDependencies();
  readonly #clients: Clients;
  readonly #parking: Parking;
  readonly #follower: CommitFollower;
  readonly #recent: RecentChanges;
  readonly #steps: StepClock;
  readonly #stages: StateStages;
  readonly #verifier: Verifier;
  readonly #sender: StepSender;
  readonly #stopListening: () => void;
  #mismatches = 0;
  #channels = 0;

  /** @throws EcsDbError `INVALID_OPTION`, with all mistakes in the options */
  constructor(db: Database, options: SyncServerOptions<User>) {
    const problems = new OptionProblems('SyncServer');
    const { views: checked, limits } = completeOptions(db, options, problems);
    problems.throwIfAny();
    const { clock = SYSTEM_CLOCK, onError = warn, authenticate } = options;
    this.#db = db;
    this.#clock = clock;
    this.#errors = new ErrorReports(onError);
    this.#limits = limits;
    const rows = new PublishedRows(db);
    const sizes = recordSizesOf(db);
    const viewHost = { db, rows, sizes, nextChannel: () => ++this.#channels, errors: this.#errors };
    // Only `Session` calls the functions of a view, with the user that `authenticate` has returned.
    for (const view of checked) {
      this.#views.set(view.name, new ViewState(view, viewHost));
    }
    const views = [...this.#views.values()];
    const soon = (hz: number): void => this.#steps.soon(hz);
    this.#steps = new StepClock(clock, (isDue) => this.#step(isDue));
    this.#follower = new CommitFollower(db, views, this.#users, () => this.#steps.soonAll());
    this.#recent = new RecentChanges(db, clock, this.#errors);
    this.#parking = new Parking(clock);
    const present = presentOf(db);
    this.#clients = new Clients({
      db,
      clock,
      limits: this.#limits,
      errors: this.#errors,
      users: this.#users,
      parking: this.#parking,
      session: this.#sessionHost(soon),
      authenticate,
      present,
      soon,
      joined: ({ hz }) => this.#steps.join(hz),
      left: (session) => {
        this.#stages.delete(session);
        this.#verifier.delete(session);
        this.#steps.leave(session.hz);
      },
    });
    const encoder = new SectionEncoder(rows, sizes);
    this.#stages = new StateStages({
      stateBytes: this.#limits.stateBytes,
      clock,
      encoder,
      version: () => db.version,
      updateAccess: () => this.#clients.updateUsers(),
      finished: ({ hz }) => soon(hz),
    });
    this.#verifier = new Verifier(clock, this.#clients.sessions, encoder, () => this.#steps.soonAll());
    this.#sender = new StepSender({
      views,
      sets: this.#channelSets,
      encoder,
      recent: this.#recent,
      stages: this.#stages,
      verifier: this.#verifier,
    });
    this.#stopListening = onClose(db, () => this.#end('the database of the server was closed'));
  }

  /** With all defaults filled in. */
  protected get limits(): Limits {
    return this.#limits;
  }

  protected get errors(): ErrorReports {
    return this.#errors;
  }

  get clientCount(): number {
    return this.#clients.sessions.size;
  }

  /** Figures about channels and clients. Takes time for each of them. */
  stats(): SyncServerStats {
    const nowMs = this.#clock.steadyMs();
    this.#sender.countSecond(nowMs);
    return statsOf({
      version: this.#db.version,
      nowMs,
      sessions: this.#clients.sessions,
      views: this.#views.values(),
      parkedClients: this.#parking.size,
      mismatches: this.#mismatches,
    });
  }

  /** Serves a client at the other end of a connection. */
  accept(transport: Transport, origin?: Origin): void {
    this.#clients.accept(transport, origin);
  }

  /** Sends what has changed now, instead of when it is due. */
  step(): void {
    this.#step(() => true);
  }

  /**
   * Closes all connections with 1001, and follows the database no longer. So does closing the database. Calling it
   * again is harmless.
   */
  close(): void {
    this.#end('the server is closing');
  }

  #end(reason: string): void {
    this.#stopListening();
    this.#follower.stop();
    this.#recent.stop();
    this.#parking.stop();
    this.#stages.stop();
    this.#verifier.stop();
    this.#steps.stop();
    this.#clients.close(reason);
  }

  #sessionHost(soon: (hz: number) => void): SessionHost {
    return {
      channelSets: this.#channelSets,
      limits: this.#limits,
      errors: this.#errors,
      view: (name) => this.#views.get(name),
      serverMs: () => this.#clock.nowMs(),
      version: () => this.#db.version,
      mismatched: () => {
        this.#mismatches++;
      },
      changesSince: (version) => this.#recent.since(version),
      resumed: (session) => {
        this.#parking.release(session.clientId);
        if (session.resumption.resume === RESUME.ids) this.#verifier.check(session);
        soon(session.hz);
      },
    };
  }

  #step(isDue: (hz: number) => boolean): void {
    this.#clients.updateUsers();
    const { sessions } = this.#clients;
    const { version } = this.#db;
    const waiting = this.#sender.step({
      sessions,
      parked: this.#parking,
      isDue,
      version,
      nowMs: this.#clock.steadyMs(),
    });
    for (const hz of waiting) this.#steps.later(hz);
  }
}

/** Where the database is at each call. */
function presentOf(db: Database): () => Present {
  const origin = originOf(db);
  const epoch = epochOf(origin);
  // A database in memory is another one in each process.
  const database = origin?.databaseId ?? randomId();
  return () => ({ position: { database, epoch, version: db.version }, origin });
}
