/** How a client that connects again continues from the version that it has. */

import type { Origin } from '@ecsdb/runtime/replica';
import { HeldBudget, type HeldIds, type Position, ProtocolError, RESUME, type Resume } from '../../protocol/index.js';
import type { Channel } from '../channels/channel.js';
import type { ChangeIndex } from './change-index.js';
import type { Parked } from './parking.js';

/** A directory that was restored from a copy has openings with the same numbers as before: an id tells them apart. */
const OPENING_IDS = 2 ** 20;

/** The epoch of this opening: its number, and a random id. */
export function epochOf(origin: Origin | undefined): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return (origin?.epoch ?? 1) * OPENING_IDS + (random % OPENING_IDS);
}

/** The database of a server, and its version. */
export interface Present {
  readonly position: Position;
  /** Undefined for a database in memory. */
  readonly origin: Origin | undefined;
}

/** What kind of difference the server can find. `parked` is what it has kept of the client. */
export function resumeOf({ database, epoch, version }: Position, present: Present, parked: Parked | undefined): Resume {
  const { position, origin } = present;
  if (database !== position.database) return RESUME.nothing;
  if (epoch !== position.epoch) {
    const opening = Math.floor(epoch / OPENING_IDS);
    return version <= (origin?.lastVersionOf(opening) ?? -1) ? RESUME.ids : RESUME.nothing;
  }
  if (version > position.version) return RESUME.nothing;
  const isKept = parked !== undefined && version >= parked.acknowledged && version <= parked.sent;
  return isKept ? RESUME.marks : RESUME.ids;
}

/** What a client says about what it holds. */
export class Resumption {
  readonly resume: Resume;
  /** That the client has. */
  readonly version: number;
  parked: Parked | undefined;
  /** Set before the first step, if there are `ids`. Without it, everything is sent again. */
  changes: ChangeIndex | undefined;
  readonly #budget: HeldBudget = new HeldBudget();
  /** By the number of the channel. */
  readonly #entities: Map<number, number[]> = new Map();
  /** What the client has subscribed to before it says what it holds, by view and value. */
  #subscribed: Map<string, Channel> | undefined;

  constructor(resume: Resume, version: number, parked: Parked | undefined) {
    this.resume = resume;
    this.version = version;
    this.parked = parked;
  }

  /** Adds what the client says. Channels that are not among `subscribed`, or had other tables, are not kept. */
  add(channels: readonly HeldIds[], subscribed: Iterable<{ readonly channel: Channel }>): void {
    if (this.resume !== RESUME.ids) throw new ProtocolError('the client says what it holds, and was not asked');
    this.#subscribed ??= new Map(
      [...subscribed].map(({ channel }) => [keyOf(channel.view.name, channel.key), channel]),
    );
    for (const held of channels) {
      if (!this.#budget.take(held)) throw new ProtocolError('the client says that it holds too much');
      const channel = this.#subscribed.get(keyOf(held.view, held.value));
      if (channel !== undefined && hasTables(channel, held.tables)) this.#addTo(channel, held.entities);
    }
  }

  /** The first step was sent: what it needed is released. */
  finish(): void {
    this.parked = undefined;
    this.changes = undefined;
    this.#entities.clear();
    this.#subscribed = undefined;
  }

  /** The entities that the client has of a channel; undefined if it has to get all of it. */
  entitiesOf({ number }: Channel): readonly number[] | undefined {
    return this.#entities.get(number);
  }

  /** In place: a channel may come in many parts. */
  #addTo({ number }: Channel, part: readonly number[]): void {
    const entities = this.#entities.get(number);
    if (entities === undefined) {
      this.#entities.set(number, [...part]);
      return;
    }
    const [first] = part;
    const last = entities.at(-1);
    if (first !== undefined && last !== undefined && first >>> 0 <= last >>> 0) {
      throw new ProtocolError('the parts of a channel that the client holds do not ascend');
    }
    for (const entity of part) entities.push(entity);
  }
}

function hasTables({ view }: Channel, tables: readonly number[]): boolean {
  return view.tables.length === tables.length && view.tables.every((table, i) => table === tables[i]);
}

function keyOf(view: string, value: string): string {
  return `${view}\n${value}`;
}
