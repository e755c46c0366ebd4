/** What a client has subscribed to: sent again on each connection that begins anew. */

import { EcsDbError, type ErrorCode } from '@ecsdb/runtime';
import { encodeSubscribe, type Refused } from '../protocol/index.js';

/** A view that the client has subscribed to. */
export interface Subscription {
  /** Its rows go with the next step, or with the next connection if there is none. */
  unsubscribe(): void;
}

interface Wanted {
  readonly view: string;
  /** As JSON. */
  readonly params: string;
  /** The version from which on its rows are visible; infinite until the server says it. */
  version: number;
  /** True as soon as its rows are visible. */
  isVisible: boolean;
  /** Of the first time. */
  promise: { resolve(subscription: Subscription): void; reject(error: Error): void } | undefined;
}

/** Codes that a server may refuse a subscription with. */
const REFUSALS: readonly ErrorCode[] = ['INVALID_OPTION', 'CAPACITY_EXCEEDED', 'ACCESS_DENIED'];

export class Subscriptions {
  readonly #wanted: Map<number, Wanted> = new Map();
  readonly #unsubscribed: (subscription: number) => void;
  #last = 0;

  /** `unsubscribed` is called when the application gives one up. */
  constructor(unsubscribed: (subscription: number) => void) {
    this.#unsubscribed = unsubscribed;
  }

  /** Returns its number, and a promise that its rows are visible. */
  add(view: string, params: string): { readonly number: number; readonly visible: Promise<Subscription> } {
    const number = ++this.#last;
    const visible = new Promise<Subscription>((resolve, reject) => {
      const wanted = { view, params, version: Number.POSITIVE_INFINITY, isVisible: false };
      this.#wanted.set(number, { ...wanted, promise: { resolve, reject } });
    });
    return { number, visible };
  }

  /** The frame that asks the server for one. */
  frameOf(number: number): Uint8Array {
    const { view, params } = this.#wanted.get(number) as Wanted;
    return encodeSubscribe({ subscription: number, view, params });
  }

  /** The server knows none of them. Returns the frames that ask for all. */
  restart(): Uint8Array[] {
    for (const wanted of this.#wanted.values()) {
      wanted.version = Number.POSITIVE_INFINITY;
      wanted.isVisible = false;
    }
    return [...this.#wanted.keys()].map((number) => this.frameOf(number));
  }

  /** The server says which step completes one. */
  announce(number: number, version: number): void {
    const wanted = this.#wanted.get(number);
    if (wanted !== undefined) wanted.version = version;
  }

  /** The step to this version is visible. */
  show(version: number): void {
    for (const [number, wanted] of this.#wanted) {
      if (wanted.isVisible || wanted.version > version) continue;
      wanted.isVisible = true;
      wanted.promise?.resolve({ unsubscribe: () => this.#unsubscribe(number) });
      wanted.promise = undefined;
    }
  }

  /** Returns what to tell the application if it has the subscription already. */
  refuse(refused: Refused): string | undefined {
    const wanted = this.#wanted.get(refused.subscription);
    if (wanted === undefined) return undefined;
    this.#wanted.delete(refused.subscription);
    wanted.promise?.reject(errorOf(refused, wanted));
    return wanted.promise === undefined ? `the server refused view "${wanted.view}": ${refused.message}` : undefined;
  }

  /** Those that the application waits for reject. */
  end(error: Error): void {
    for (const { promise } of this.#wanted.values()) promise?.reject(error);
    this.#wanted.clear();
  }

  #unsubscribe(number: number): void {
    if (this.#wanted.delete(number)) this.#unsubscribed(number);
  }
}

function errorOf({ code, message, option }: Refused, { view, params }: Wanted): EcsDbError {
  const known = REFUSALS.find((name) => name === code) ?? 'IO_ERROR';
  return new EcsDbError(known, message, factsOf(known, { view, params, message, option }));
}

type Facts = Pick<EcsDbError, 'option' | 'expected' | 'got'>;

interface Refusal {
  readonly view: string;
  readonly params: string;
  readonly message: string;
  readonly option: string;
}

function factsOf(code: ErrorCode, { view, params, message, option }: Refusal): Facts {
  if (code === 'CAPACITY_EXCEEDED') return { expected: message.replace(/\.$/, ''), got: `view "${view}" in addition` };
  if (code !== 'INVALID_OPTION') return {};
  if (option === 'view') return { option, expected: 'the name of a view of the server', got: view };
  return {
    option: 'params',
    expected: `what the server accepts for view "${view}"`,
    got: params === '' ? 'none' : params,
  };
}
