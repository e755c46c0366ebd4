/** One connection of a client: hello, authentication, welcome; then its session gets the frames. */

import type { Clock } from '../../clock.js';
import { CLOSE, type ClientFrame, decodeClientFrame, FRAME, type Hello, ProtocolError } from '../../protocol/index.js';
import type { Transport } from '../../transport/index.js';
import type { Authenticated } from './authentication.js';
import type { ClientUser } from './client-user.js';
import type { ErrorReports } from './error-reports.js';
import { FrameRate } from './frame-rate.js';
import type { Limits } from './limits.js';
import type { Session } from './session.js';

/** Where a connection comes from. */
export interface Origin {
  /** The headers of the request that has opened the socket, such as `cookie` and `origin`. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** The network address at the other end: the reverse proxy's if there is one. */
  readonly address: string | undefined;
}

export interface ConnectionHost {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Of the server. */
  readonly schema: { readonly name: string; readonly version: string; readonly hash: string };
  /** Resolves to what `userOf` needs. Rejects if the client is not recognised. */
  authenticate(connection: Connection, hello: Hello): Promise<Authenticated<unknown>>;
  /** Throws if the user cannot be computed. */
  userOf(authenticated: Authenticated<unknown>): ClientUser;
  /** Makes a session of a client that was recognised, and welcomes it. */
  open(connection: Connection, hello: Hello, user: ClientUser): Session;
  /** Called after frames that may need a step. */
  received(session: Session): void;
  /** Called once, with the session if there was one. */
  closed(connection: Connection, session: Session | undefined, code: number): void;
  readonly errors: ErrorReports;
}

export class Connection {
  readonly transport: Transport;
  readonly origin: Origin;
  readonly #host: ConnectionHost;
  readonly #rate: FrameRate;
  #cancelTimeout: () => void = () => undefined;
  #session: Session | undefined;
  #isGreeted = false;
  #isClosed = false;

  constructor(host: ConnectionHost, transport: Transport, origin: Origin) {
    const { clock, limits } = host;
    this.#host = host;
    this.transport = transport;
    this.origin = origin;
    this.#rate = new FrameRate(limits, clock.steadyMs());
    this.#startTimeout();
    transport.listen({ message: (bytes) => this.#message(bytes), closed: (code) => this.#closed(code) });
  }

  /** Of a client that was welcomed. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** The session ends at once, even if the client does not confirm the close. */
  close(code: number, reason: string): void {
    this.transport.close(code, reason);
    this.#closed(code);
  }

  #closed(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimeout();
    this.#host.closed(this, this.#session, code);
  }

  /** Until the welcome, and then until a client that continues has said what it holds. */
  #startTimeout(): void {
    const { clock, limits } = this.#host;
    this.#cancelTimeout();
    const giveUp = (): void => {
      if (this.#session?.isAwaited ?? true) this.close(CLOSE.timeout, 'the handshake took too long');
    };
    this.#cancelTimeout = clock.after(limits.handshakeMs, giveUp, true);
  }

  #message(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    try {
      this.#receive(bytes);
    } catch (error) {
      if (error instanceof ProtocolError) {
        this.close(error.closeCode, error.message);
        return;
      }
      this.#fail(error);
    }
  }

  /** For what only a bug in the server throws. */
  #fail(error: unknown): void {
    this.close(CLOSE.failed, 'the server has failed');
    this.#host.errors.pass(error);
  }

  #receive(bytes: Uint8Array): void {
    const { limits, clock } = this.#host;
    if (bytes.length > limits.frameBytes) {
      const message = `a frame has ${bytes.length} bytes; at most ${limits.frameBytes} are allowed`;
      throw new ProtocolError(message, CLOSE.tooLong);
    }
    // The steps that were sent limit how many a client can confirm.
    if (bytes[0] !== FRAME.ack && !this.#rate.take(bytes[0], clock.steadyMs())) {
      throw new ProtocolError(`more than ${limits.framesPerSecond} frames in a second`, CLOSE.tooMany);
    }
    const frame = decodeClientFrame(bytes);
    if (frame !== undefined) this.#dispatch(frame);
  }

  #dispatch(frame: ClientFrame): void {
    const session = this.#session;
    if (session !== undefined) {
      session.receive(frame);
      // On a slow connection, what it holds takes long. How much it can say is limited.
      if (frame.type === FRAME.held && frame.channels.length > 0) this.#startTimeout();
      this.#host.received(session);
    } else if (frame.type === FRAME.hello && !this.#isGreeted) {
      this.#isGreeted = true;
      void this.#greet(frame);
    } else throw new ProtocolError('the first frame must be hello, and nothing may follow before the welcome');
  }

  async #greet(hello: Hello): Promise<void> {
    const { schema } = this.#host;
    if (hello.schemaHash !== schema.hash) {
      const { name, version, hash } = schema;
      this.close(CLOSE.schema, `the server has schema ${hash}, version ${version} of "${name}"`);
      return;
    }
    let user: ClientUser;
    try {
      const authenticated = await this.#host.authenticate(this, hello);
      if (this.#isClosed) return;
      user = this.#host.userOf(authenticated);
    } catch {
      this.close(CLOSE.unauthenticated, 'the server did not accept the token');
      return;
    }
    try {
      // Without a pause, because a step updates the users of sessions only, and the next frames are for the session.
      this.#session = this.#host.open(this, hello, user);
      // A function of the application has closed the server meanwhile.
      if (this.#isClosed) this.#host.closed(this, this.#session, CLOSE.goingAway);
      else if (this.#session.isAwaited) this.#startTimeout();
    } catch (error) {
      this.#fail(error);
    }
  }
}
