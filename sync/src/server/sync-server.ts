/** The server: recognises clients, and sends each what has changed in its channels. */

import type { Database } from '@ecsdb/runtime';
import { type Origin as DatabaseOrigin, originOf, PublishedRows } from '@ecsdb/runtime/replica';
import { type Clock, SYSTEM_CLOCK } from '../clock.js';
import { CLOSE, encodeWelcome, type Hello, NO_ID, RESUME } from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import { ChannelSets } from './channels/channel-sets.js';
import { checkViews } from './channels/check-views.js';
import { CommitFollower } from './channels/commit-follower.js';
import { recordSizesOf } from './channels/record-sizes.js';
import type { View } from './channels/view.js';
import { ViewState } from './channels/view-state.js';
import { type Authenticated, type AuthenticationRequest, isSameUser } from './clients/authentication.js';
import { ClientUser } from './clients/client-user.js';
import { Connection, type ConnectionHost, type Origin } from './clients/connection.js';
import { ErrorReports } from './clients/error-reports.js';
import { Heartbeat } from './clients/heartbeat.js';
import { DEFAULT_LIMITS, type Limits } from './clients/limits.js';
import { RowDependencies } from './clients/row-dependencies.js';
import { Session, type SessionHost } from './clients/session.js';
import { Parking } from './resume/parking.js';
import { RecentChanges } from './resume/recent-changes.js';
import { epochOf, Resumption, resumeOf } from './resume/resumption.js';
import { type SyncServerStats, statsOf } from './stats.js';
import { SectionEncoder } from './steps/encode-section.js';
import { StateStages } from './steps/state-stages.js';
import { StepClock } from './steps/step-clock.js';
import { StepSender } from './steps/step-sender.js';
import { Verifier } from './steps/verifier.js';

/** Of connections within a process. */
const LOCAL: Origin = { headers: {}, address: undefined };

export interface SyncServerOptions<User> {
  /**
   * Recognises a client. The result is the `user` of its views; or it is a function that computes the user from rows,
   * again whenever they change. If it throws, the client is refused; if the function throws later, the connection is
   * closed.
   * Annotate the parameter, so that the views know the type of the user.
   */
  readonly authenticate: (request: AuthenticationRequest) => Authenticated<User> | Promise<Authenticated<User>>;
  readonly views: { readonly [name: string]: View<User> };
  /**
   * Gets what functions of the application throw, those of views once for each kind; `cause` is what was thrown.
   * Default: an error that nothing has caught.
   */
  readonly onError?: (error: unknown) => void;
  readonly limits?: Partial<Limits>;
  /** For tests. */
  readonly clock?: Clock;
}

export class SyncServer<User = unknown> {
  readonly #db: Database;
  readonly #authenticate: SyncServerOptions<User>['authenticate'];
  readonly #views: Map<string, ViewState> = new Map();
  readonly #limits: Limits;
  readonly #users: RowDependencies = new RowDependencies();
  readonly #errors: ErrorReports;
  readonly #connections: Set<Connection> = new Set();
  readonly #sessions: Set<Session> = new Set();
  /** Of the clients that are connected, by id. */
  readonly #connectionOf: Map<string, Connection> = new Map();
  readonly #heartbeat: Heartbeat;
  readonly #connectionHost: ConnectionHost;
  readonly #sessionHost: SessionHost;
  readonly #follower: CommitFollower;
  readonly #sender: StepSender;
  readonly #clock: Clock;
  readonly #steps: StepClock;
  readonly #recent: RecentChanges;
  readonly #parking: Parking;
  readonly #stages: StateStages;
  readonly #verifier: Verifier;
  #mismatches = 0;
  readonly #origin: DatabaseOrigin | undefined;
  /** A database in memory is another one in each process. */
  readonly #database: string;
  readonly #epoch: number;
  #isClosed = false;
  #channels = 0;

  constructor(db: Database, options: SyncServerOptions<User>) {
    const { clock = SYSTEM_CLOCK, limits, onError = reportLater } = options;
    this.#db = db;
    this.#authenticate = options.authenticate;
    this.#errors = new ErrorReports(onError);
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#heartbeat = new Heartbeat(clock, this.#limits.silenceMs, ({ clientId }, code, reason) =>
      this.#connectionOf.get(clientId)?.close(code, reason),
    );
    this.#connectionHost = {
      clock,
      limits: this.#limits,
      schema: db.schema.descriptor,
      authenticate: async ({ origin }, { token }) => options.authenticate({ ...origin, token }),
      userOf: (authenticated) => this.#userOf(authenticated),
      open: (connection, hello, user) => this.#open(connection, hello, user),
      received: (session) => {
        if (session.isReady && session.hasNews) this.#steps.soon(session.hz);
      },
      closed: (connection, session, code) => this.#closed(connection, session, code),
      onError,
    };
    const sets = new ChannelSets();
    this.#sessionHost = {
      channelSets: sets,
      limits: this.#limits,
      view: (name) => this.#views.get(name),
      serverMs: () => clock.nowMs(),
      version: () => db.version,
      errors: this.#errors,
      changeToken: (session, token) => void this.#changeToken(session, token),
      mismatched: () => {
        this.#mismatches++;
      },
      changesSince: (version) => this.#recent.since(version),
      resumed: (session) => {
        this.#parking.release(session.clientId);
        if (session.resumption.resume === RESUME.ids) this.#verifier.check(session);
        this.#steps.soon(session.hz);
      },
    };
    this.#origin = originOf(db);
    this.#epoch = epochOf(this.#origin);
    this.#database = this.#origin?.databaseId ?? randomId();
    this.#recent = new RecentChanges(db, clock, onError);
    this.#parking = new Parking(clock);
    const rows = new PublishedRows(db);
    const sizes = recordSizesOf(db);
    const host = { db, rows, sizes, nextChannel: () => ++this.#channels, errors: this.#errors };
    // Only `Session` calls the functions of a view, with the user that `authenticate` has returned.
    for (const view of checkViews(db.schema, options.views)) {
      this.#views.set(view.name, new ViewState(view, host));
    }
    const views = [...this.#views.values()];
    this.#clock = clock;
    this.#steps = new StepClock(this.#clock, (isDue) => this.#step(isDue));
    this.#follower = new CommitFollower(db, views, this.#users, () => this.#steps.soonAll());
    const encoder = new SectionEncoder(rows, sizes);
    this.#stages = new StateStages(
      this.#limits.stateBytes,
      clock,
      encoder,
      () => this.#updateUsers(),
      ({ hz }) => this.#steps.soon(hz),
    );
    this.#verifier = new Verifier(clock, this.#sessions, encoder, () => this.#steps.soonAll());
    const parts = { views, sets, encoder, recent: this.#recent, stages: this.#stages, verifier: this.#verifier };
    this.#sender = new StepSender(parts);
  }

  get clientCount(): number {
    return this.#sessions.size;
  }

  /** Figures about channels and clients. Takes time for each of them. */
  stats(): SyncServerStats {
    return statsOf({
      version: this.#db.version,
      nowMs: this.#clock.nowMs(),
      sessions: this.#sessions,
      views: this.#views.values(),
      parkedClients: this.#parking.size,
      mismatches: this.#mismatches,
    });
  }

  /** Serves a client at the other end of a connection. */
  accept(transport: Transport, origin: Origin = LOCAL): void {
    const connection = new Connection(this.#connectionHost, transport, origin);
    if (this.#connections.size >= this.#limits.clients) connection.close(CLOSE.busy, 'the server has too many clients');
    else this.#connections.add(connection);
  }

  /** Sends what has changed now, instead of when it is due. */
  step(): void {
    this.#step(() => true);
  }

  /** Closes all connections, and follows the database no longer. */
  close(): void {
    this.#isClosed = true;
    this.#follower.stop();
    this.#recent.stop();
    this.#parking.stop();
    this.#stages.stop();
    this.#verifier.stop();
    this.#steps.stop();
    this.#heartbeat.stop();
    for (const connection of [...this.#connections]) connection.close(CLOSE.goingAway, 'the server is closing');
  }

  #open(connection: Connection, hello: Hello, user: ClientUser): Session {
    this.#updateUsers();
    const clientId = this.#isOwnId(hello.clientId, user) ? hello.clientId : randomId();
    this.#connectionOf.get(clientId)?.close(CLOSE.replaced, 'the same client has connected again');
    const { hz, bytesPerSecond } = hello;
    const position = { database: this.#database, epoch: this.#epoch, version: this.#db.version };
    const isResuming = hello.position.database !== NO_ID;
    const parked = this.#parking.get(clientId);
    const resume = resumeOf(hello.position, { position, origin: this.#origin }, parked);
    const version = resume === RESUME.nothing ? position.version : hello.position.version;
    const resumption = new Resumption(resume, version, parked);
    const options = { clientId, user, hz, bytesPerSecond, resumption, isResuming };
    const session = new Session(this.#sessionHost, connection.transport, options);
    if (!isResuming) this.#parking.release(clientId);
    this.#connectionOf.set(clientId, connection);
    this.#sessions.add(session);
    this.#steps.join(hz);
    this.#heartbeat.add(session);
    const from = { ...position, version };
    connection.transport.send(encodeWelcome({ clientId, position: from, resume, serverMs: this.#clock.nowMs() }));
    return session;
  }

  /** False for the id of another user: it could end the connection of that user. */
  #isOwnId(clientId: string, user: ClientUser): boolean {
    if (clientId === NO_ID) return false;
    const connected = this.#connectionOf.get(clientId)?.session;
    if (connected !== undefined) return isSameUser(connected.user.value, user.value);
    const parked = this.#parking.get(clientId);
    return parked === undefined || isSameUser(parked.user, user.value);
  }

  #closed(connection: Connection, session: Session | undefined, code: number): void {
    this.#connections.delete(connection);
    if (session === undefined) return;
    this.#sessions.delete(session);
    this.#heartbeat.delete(session);
    this.#stages.delete(session);
    this.#verifier.delete(session);
    if (this.#connectionOf.get(session.clientId) === connection) this.#connectionOf.delete(session.clientId);
    this.#steps.leave(session.hz);
    session.end();
    if (code === CLOSE.normal || this.#isClosed || session.isResuming) session.held.end();
    else this.#parking.park(session.clientId, session.parked);
  }

  #step(isDue: (hz: number) => boolean): void {
    this.#updateUsers();
    const sessions = this.#sessions;
    const { version } = this.#db;
    const waiting = this.#sender.step({ sessions, parked: this.#parking, isDue, version, nowMs: this.#clock.nowMs() });
    for (const hz of waiting) this.#steps.soon(hz);
  }

  #userOf(authenticated: Authenticated<unknown>): ClientUser {
    return new ClientUser(this.#db, this.#users, authenticated);
  }

  async #changeToken(session: Session, token: string): Promise<void> {
    const connection = this.#connectionOf.get(session.clientId);
    const number = ++session.tokens;
    try {
      const authenticated = await this.#authenticate({ ...(connection?.origin ?? LOCAL), token });
      // The new user is computed from the rows of now, so the present one must be, too.
      this.#updateUsers();
      // A later token decides, whichever is recognised first.
      if (!this.#sessions.has(session) || number !== session.tokens) return;
      const user = this.#userOf(authenticated);
      if (isSameUser(user.value, session.user.value)) {
        session.changeUser(user);
        if (session.hasNews) this.#steps.soon(session.hz);
        return;
      }
      user.end();
      connection?.close(CLOSE.forbidden, 'the new token is that of another user');
    } catch {
      connection?.close(CLOSE.unauthenticated, 'the server did not accept the new token');
    }
  }

  /** Users whose rows have changed get and lose channels with the next step. Called before anything is sent. */
  #updateUsers(): void {
    const outdated = this.#users.takeOutdated();
    if (outdated.length === 0) return;
    const sessions = new Map([...this.#sessions].map((session) => [session.user, session]));
    for (const user of outdated) {
      const session = sessions.get(user);
      if (session === undefined) continue;
      try {
        user.update();
        session.updateAccess();
      } catch (error) {
        this.#errors.report('the function of rows that `authenticate` has returned', error);
        this.#connectionOf.get(session.clientId)?.close(CLOSE.unauthenticated, 'the access of this client has ended');
      }
    }
  }
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As an error that nothing has caught. */
function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
