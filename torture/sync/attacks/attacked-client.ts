/** The client whose connections are attacked, which the server may refuse. */

import type { Subscription, SyncClient } from '@ecsdb/sync/client';
import { VIEWS } from './world.js';

export class AttackedClient {
  /** Undefined until a server has welcomed it. */
  client: SyncClient | undefined;
  #isRefused = false;
  #open: Subscription[] = [];
  /** By view. */
  readonly #visible: Set<string> = new Set();

  constructor(connecting: Promise<SyncClient>) {
    connecting.then(
      (client) => {
        this.client = client;
        this.subscribe();
        // The server has no such view.
        void client.subscribe('nothing').catch(() => undefined);
      },
      () => {
        this.#isRefused = true;
      },
    );
  }

  /** It does not connect again. */
  get isEnded(): boolean {
    return this.#isRefused || this.client?.status.isEnded === true;
  }

  /** Since the views were subscribed to last. */
  get hasAllViews(): boolean {
    return this.#visible.size === VIEWS.length;
  }

  subscribe(): void {
    this.#visible.clear();
    for (const { name, params } of VIEWS) {
      this.client?.subscribe(name, params).then(
        (subscription) => {
          this.#open.push(subscription);
          this.#visible.add(name);
        },
        () => undefined,
      );
    }
  }

  unsubscribe(): void {
    this.#open.shift()?.unsubscribe();
  }

  renewToken(token: string): void {
    this.client?.setToken(token);
  }

  close(): void {
    this.client?.close();
  }
}
