/** Who is connected: from the first frame of a connection to its end, with the access of each client. */

import type { Database } from '@ecsdb/runtime';
import type { Clock } from '../../clock.js';
import {
  CLOSE,
  encodeWelcome,
  type Hello,
  NO_ID,
  type Position,
  ProtocolError,
  RESUME,
  randomId,
} from '../../protocol/index.js';
import type { Transport } from '../../transport/index.js';
import type { Parking } from '../resume/parking.js';
import { type Present, Resumption, resumeOf } from '../resume/resumption.js';
import { type Authenticated, type AuthenticationRequest, isSameUser } from './authentication.js';
import { ClientUser } from './client-user.js';
import { Connection, type ConnectionHost, type Origin } from './connection.js';
import type { ErrorReports } from './error-reports.js';
import { Heartbeat } from './heartbeat.js';
import type { Limits } from './limits.js';
import type { RowDependencies } from './row-dependencies.js';
import { Session, type SessionHost } from './session.js';
import { TokenQueue } from './token-queue.js';

const FUNCTION_OF_ROWS = 'the function of rows that `authenticate` has returned';

/** Of connections within a process. */
const LOCAL: Origin = { headers: {}, address: undefined };

/** What clients need of their server. */
export interface ClientsHost {
  readonly db: Database;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly errors: ErrorReports;
  readonly users: RowDependencies;
  readonly parking: Parking;
  readonly session: SessionHost;
  authenticate(request: AuthenticationRequest): Authenticated<unknown> | Promise<Authenticated<unknown>>;
  /** The database and its version, for clients that continue. */
  present(): Present;
  /** Clients with this rate need a step. */
  soon(hz: number): void;
  joined(session: Session): void;
  left(session: Session): void;
}

export class Clients {
  readonly sessions: Set<Session> = new Set();
  readonly #host: ClientsHost;
  readonly #connectionHost: ConnectionHost;
  readonly #connections: Set<Connection> = new Set();
  /** Of the clients that are connected, by id. */
  readonly #connectionOf: Map<string, Connection> = new Map();
  readonly #heartbeat: Heartbeat;
  /** In words, from `close` on. */
  #closeReason: string | undefined;

  constructor(host: ClientsHost) {
    const { db, clock, limits, soon, errors } = host;
    this.#host = host;
    this.#heartbeat = new Heartbeat(clock, limits.silenceMs, (session, code, reason) =>
      this.#close(session, code, reason),
    );
    this.#connectionHost = {
      clock,
      limits,
      schema: db.schema.descriptor,
      authenticate: ({ origin }, { token }) => this.#authenticate({ ...origin, token }),
      userOf: (authenticated) => this.#userOf(authenticated),
      open: (connection, hello, user) => this.#open(connection, hello, user),
      received: (session) => {
        if (session.isReady && session.hasNews) soon(session.hz);
      },
      closed: (connection, session, code) => this.#closed(connection, session, code),
      errors,
    };
  }

  /** Serves a client at the other end of a connection. */
  accept(transport: Transport, origin: Origin = LOCAL): void {
    const connection = new Connection(this.#connectionHost, transport, origin);
    const { clients } = this.#host.limits;
    if (this.#closeReason !== undefined) connection.close(CLOSE.goingAway, this.#closeReason);
    else if (this.#connections.size >= clients) connection.close(CLOSE.busy, 'the server has too many clients');
    else this.#connections.add(connection);
  }

  /** Closes all connections, and each that comes later. */
  close(reason: string): void {
    this.#closeReason ??= reason;
    this.#heartbeat.stop();
    for (const connection of [...this.#connections]) connection.close(CLOSE.goingAway, reason);
  }

  /** Users whose rows have changed get and lose channels with the next step. Called before anything is sent. */
  updateUsers(): void {
    const { users, errors } = this.#host;
    const outdated = users.takeOutdated();
    if (outdated.length === 0) return;
    const sessions = new Map([...this.sessions].map((session) => [session.user, session]));
    for (const user of outdated) {
      const session = sessions.get(user);
      if (session === undefined) continue;
      try {
        user.update();
      } catch (error) {
        errors.reportUnlessDenied(FUNCTION_OF_ROWS, error);
        this.#close(session, CLOSE.unauthenticated, 'the access of this client has ended');
        continue;
      }
      this.#changeAccess(session, () => session.updateAccess());
    }
  }

  /** A client has a new token. Never rejects. */
  async #recognise(session: Session, token: string): Promise<void> {
    if (!this.sessions.has(session)) return;
    const { origin } = this.#connectionOf.get(session.clientId) ?? { origin: LOCAL };
    let user: ClientUser;
    try {
      const authenticated = await this.#authenticate({ ...origin, token });
      // The new user is computed from the rows of now, so the present one must be, too.
      this.updateUsers();
      if (!this.sessions.has(session) || session.tokens.hasLater) return;
      user = this.#userOf(authenticated);
    } catch {
      if (!session.tokens.hasLater) {
        this.#close(session, CLOSE.unauthenticated, 'the server did not accept the new token');
      }
      return;
    }
    if (isSameUser(user.value, session.user.value)) {
      this.#changeAccess(session, () => session.changeUser(user));
      if (session.hasNews) this.#host.soon(session.hz);
      return;
    }
    user.end();
    this.#close(session, CLOSE.forbidden, 'the new token is that of another user');
  }

  /** Closes the connection of a client that would hold more than it may. */
  #changeAccess(session: Session, change: () => void): void {
    try {
      change();
    } catch (error) {
      const isLimit = error instanceof ProtocolError;
      if (!isLimit) this.#host.errors.pass(error);
      this.#close(session, isLimit ? error.closeCode : CLOSE.failed, isLimit ? error.message : 'the server has failed');
    }
  }

  #open(connection: Connection, hello: Hello, user: ClientUser): Session {
    this.updateUsers();
    const { parking, clock, limits, session: sessionHost, joined } = this.#host;
    const clientId = this.#isOwnId(hello.clientId, user) ? hello.clientId : randomId();
    this.#connectionOf.get(clientId)?.close(CLOSE.replaced, 'the same client has connected again');
    const { hz, bytesPerSecond } = hello;
    const isResuming = hello.position.database !== NO_ID;
    const parked = parking.get(clientId);
    const present = this.#host.present();
    const resume = resumeOf(hello.position, present, parked);
    const version = resume === RESUME.nothing ? present.position.version : hello.position.version;
    const resumption = new Resumption(resume, version, parked);
    const tokens = new TokenQueue({
      clock,
      timeoutMs: limits.handshakeMs,
      recognise: (token) => this.#recognise(session, token),
      giveUp: () => this.#close(session, CLOSE.timeout, 'the new token was not recognised in time'),
    });
    const options = { clientId, user, tokens, hz, bytesPerSecond, resumption, isResuming };
    const session: Session = new Session(sessionHost, connection.transport, options);
    if (!isResuming) parking.release(clientId);
    this.#connectionOf.set(clientId, connection);
    this.sessions.add(session);
    this.#heartbeat.add(session);
    joined(session);
    const position: Position = { ...present.position, version };
    connection.transport.send(encodeWelcome({ clientId, position, resume, serverMs: clock.nowMs() }));
    return session;
  }

  /** False for the id of another user: it could end the connection of that user. */
  #isOwnId(clientId: string, user: ClientUser): boolean {
    if (clientId === NO_ID) return false;
    const connected = this.#connectionOf.get(clientId)?.session;
    if (connected !== undefined) return isSameUser(connected.user.value, user.value);
    const parked = this.#host.parking.get(clientId);
    return parked === undefined || isSameUser(parked.user, user.value);
  }

  #close(session: Session, code: number, reason: string): void {
    if (this.sessions.has(session)) this.#connectionOf.get(session.clientId)?.close(code, reason);
  }

  #closed(connection: Connection, session: Session | undefined, code: number): void {
    this.#connections.delete(connection);
    if (session === undefined) return;
    this.sessions.delete(session);
    this.#heartbeat.delete(session);
    if (this.#connectionOf.get(session.clientId) === connection) this.#connectionOf.delete(session.clientId);
    this.#host.left(session);
    session.end();
    if (code === CLOSE.normal || this.#closeReason !== undefined || session.isResuming) session.held.end();
    else this.#host.parking.park(session.clientId, session.parked);
  }

  /** Rejects if the client is not recognised, after that was reported. */
  async #authenticate(request: AuthenticationRequest): Promise<Authenticated<unknown>> {
    try {
      return await this.#host.authenticate(request);
    } catch (error) {
      this.#host.errors.reportUnlessDenied('`authenticate`', error);
      throw error;
    }
  }

  /** Throws if the user cannot be computed, after that was reported. */
  #userOf(authenticated: Authenticated<unknown>): ClientUser {
    const { db, users, errors } = this.#host;
    try {
      return new ClientUser(db, users, authenticated);
    } catch (error) {
      errors.reportUnlessDenied(FUNCTION_OF_ROWS, error);
      throw error;
    }
  }
}
