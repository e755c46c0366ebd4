/** The connections of a client, on which one frame is corrupted, and what both ends do about it. */

import { type Transport, transportPair } from '@ecsdb/sync/testing';
import type { Random } from '../../framework/random.js';
import { type Corrupted, corrupted } from '../corruption.js';
import { type RecordSizes, readFrame } from '../read-frame.js';
import type { Attack } from './attack.js';

/** The frame that was corrupted. */
export interface Hit {
  readonly name: string;
  readonly frame: Uint8Array;
  readonly corrupted: Corrupted;
  /** The number of the connection. */
  readonly connection: number;
  /** Undefined while it is open. */
  closed: { readonly code: number; readonly reason: string } | undefined;
}

export class AttackedEnds {
  /** Undefined until the frame is sent. */
  hit: Hit | undefined;
  /** All connections were closed with these. */
  readonly codes: number[] = [];
  /** What an end has thrown instead of closing. */
  readonly thrown: unknown[] = [];
  readonly #attack: Attack;
  readonly #random: Random;
  readonly #sizes: RecordSizes;
  /** By the end that is attacked. */
  readonly #sent: Uint8Array[] = [];
  /** Of the frames that are counted. */
  #next = 0;
  #connections = 0;
  /** What closes from now on is not because of the corrupt frame. */
  #isOver = false;
  #cut: () => void = () => undefined;

  constructor(attack: Attack, random: Random, sizes: RecordSizes) {
    this.#attack = attack;
    this.#random = random;
    this.#sizes = sizes;
  }

  /** A new connection; `accept` gets the end of the server. Returns the end of the client. */
  open(accept: (transport: Transport) => void): Transport {
    const pair = transportPair();
    const connection = this.#connections++;
    const isToServer = this.#attack.direction === 'to the server';
    this.#cut = () => pair.cut();
    accept(this.#end(pair.server, connection, !isToServer));
    return this.#end(pair.client, connection, isToServer);
  }

  /** Breaks the connection, and ends the attack if its frame was sent. */
  cut(): void {
    this.#isOver = this.hit !== undefined;
    this.#cut();
  }

  /** All further connections are good. */
  end(): void {
    this.#isOver = true;
  }

  #end(inner: Transport, connection: number, isAttacked: boolean): Transport {
    return {
      get pendingBytes() {
        return inner.pendingBytes;
      },
      close: (code, reason) => inner.close(code, reason),
      send: (frame) => {
        for (const each of isAttacked ? this.#arriving(frame, connection) : [frame]) inner.send(each);
      },
      listen: ({ message, closed }) =>
        inner.listen({
          message: (bytes) => {
            try {
              message(bytes);
            } catch (error) {
              this.thrown.push(error);
            }
          },
          closed: (code, reason) => {
            this.#closed(connection, code, reason);
            closed(code, reason);
          },
        }),
    };
  }

  #arriving(frame: Uint8Array, connection: number): readonly Uint8Array[] {
    this.#sent.push(frame.slice());
    const sizes = this.#sizes;
    const { name } = readFrame(frame, sizes);
    const isCounted = this.#attack.name === undefined || this.#attack.name === name;
    if (this.#isOver || !isCounted || this.#next++ !== this.#attack.number) return [frame];
    const result = corrupted({ frame: frame.slice(), sent: this.#sent, random: this.#random, sizes });
    this.hit = { name, frame: frame.slice(), corrupted: result, connection, closed: undefined };
    return result.frames;
  }

  #closed(connection: number, code: number, reason: string): void {
    this.codes.push(code);
    const { hit } = this;
    if (hit?.connection === connection && !this.#isOver) hit.closed ??= { code, reason };
  }
}
