/** How a client that connects again continues from the version that it has. */

import type { Origin } from '@ecsdb/runtime/replica';
import {
  HELD_ENTITIES_MAX,
  type HeldIds,
  type Position,
  ProtocolError,
  RESUME,
  type Resume,
} from '../../protocol/index.js';
import type { Channel } from '../channels/channel.js';
import type { Parked } from './parking.js';
import type { ChangeIndex } from './recent-changes.js';

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
  readonly #ids: Map<string, HeldIds> = new Map();
  readonly #channelsMax: number;
  #count = 0;

  /** What the client says about more than `channelsMax` channels is ignored: it gets them as a whole. */
  constructor(resume: Resume, version: number, parked: Parked | undefined, channelsMax: number) {
    this.resume = resume;
    this.version = version;
    this.parked = parked;
    this.#channelsMax = channelsMax;
  }

  add(channels: readonly HeldIds[]): void {
    if (this.resume !== RESUME.ids) throw new ProtocolError('the client says what it holds, and was not asked');
    for (const channel of channels) {
      this.#count += channel.entities.length;
      if (this.#count > HELD_ENTITIES_MAX) throw new ProtocolError('the client says that it holds too many entities');
      const key = keyOf(channel.view, channel.value);
      const before = this.#ids.get(key);
      if (before === undefined && this.#ids.size >= this.#channelsMax) continue;
      const entities = before === undefined ? channel.entities : before.entities.concat(channel.entities);
      this.#ids.set(key, { ...channel, entities });
    }
  }

  /** The first step was sent: what it needed is released. */
  finish(): void {
    this.parked = undefined;
    this.changes = undefined;
    this.#ids.clear();
  }

  /** The entities that the client has of a channel; undefined if it has to get all of it. */
  entitiesOf({ view, key }: Channel): readonly number[] | undefined {
    const ids = this.#ids.get(keyOf(view.name, key));
    const isSame =
      ids?.tables.length === view.tables.length && view.tables.every((table, i) => table === ids.tables[i]);
    return isSame ? ids?.entities : undefined;
  }
}

function keyOf(view: string, value: string): string {
  return `${view}\n${value}`;
}
