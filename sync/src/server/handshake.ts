/** The beginning of a connection: hello, authentication, welcome. Then the session gets the frames. */

import { CLOSE, decodeClientFrame, FRAME, type Hello, PROTOCOL_VERSION, ProtocolError } from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import type { Session } from './session.js';

export interface HandshakeHost {
  readonly schemaHash: string;
  readonly schemaVersion: string;
  /** Makes a session of a client that was recognised. Rejects if it was not. */
  open(transport: Transport, hello: Hello): Promise<Session>;
  /** Called after frames that may need a step. */
  received(session: Session): void;
  closed(session: Session): void;
}

export function beginHandshake(host: HandshakeHost, transport: Transport): void {
  let session: Session | undefined;
  let isGreeted = false;
  let isClosed = false;

  async function greet(hello: Hello): Promise<void> {
    isGreeted = true;
    const refusal = refusalOf(host, hello);
    if (refusal !== undefined) {
      transport.close(...refusal);
      return;
    }
    try {
      const opened = await host.open(transport, hello);
      if (isClosed) host.closed(opened);
      else session = opened;
    } catch {
      transport.close(CLOSE.unauthenticated, 'the token was not accepted');
    }
  }

  function receive(bytes: Uint8Array): void {
    const frame = decodeClientFrame(bytes);
    if (frame === undefined) return;
    if (session !== undefined) {
      session.receive(frame);
      host.received(session);
    } else if (frame.type === FRAME.hello && !isGreeted) void greet(frame);
    else throw new ProtocolError('the first frame must be hello, and nothing may follow before the welcome');
  }

  transport.listen({
    message: (bytes) => {
      try {
        receive(bytes);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        transport.close(CLOSE.protocol, error.message);
      }
    },
    closed: () => {
      isClosed = true;
      if (session !== undefined) host.closed(session);
    },
  });
}

function refusalOf(host: HandshakeHost, { protocol, schemaHash }: Hello): [number, string] | undefined {
  if (protocol !== PROTOCOL_VERSION) return [CLOSE.protocol, `the server speaks protocol ${PROTOCOL_VERSION}`];
  if (schemaHash !== host.schemaHash) return [CLOSE.schema, `the server has schema version ${host.schemaVersion}`];
  return undefined;
}
