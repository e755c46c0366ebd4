/** The bytes of one simulated file: in the page cache, on the device, and the unsynced changes between the two. */

const SECTOR_BYTES = 512;
const ZEROS: Uint8Array = new Uint8Array(SECTOR_BYTES);

/** A change that is not durable yet: a sector written, or the file grown. `order` counts changes over all files. */
export type Change =
  | { readonly order: number; readonly sector: number; readonly bytes: Uint8Array }
  | { readonly order: number; readonly size: number };

/** A state of a file. The bytes of a sector never change here, so states share them. */
interface Content {
  readonly sectors: Uint8Array[];
  size: number;
}

export class Inode {
  readonly #cached: Content;
  readonly #durable: Content;
  #changes: Change[];
  /** The size of the file on the device after all changes. */
  #expectedSize: number;

  constructor(content: Uint8Array = ZEROS.subarray(0, 0)) {
    this.#durable = { sectors: sectorsOf(content), size: content.length };
    this.#cached = copyOf(this.#durable);
    this.#changes = [];
    this.#expectedSize = content.length;
  }

  get size(): number {
    return this.#cached.size;
  }

  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** Copies bytes from `position` on into `target`. Returns their number. */
  read(target: Uint8Array, position: number): number {
    const { sectors, size } = this.#cached;
    const length = Math.max(0, Math.min(target.length, size - position));
    for (let done = 0; done < length; ) {
      const at = position + done;
      const from = at % SECTOR_BYTES;
      const part = Math.min(SECTOR_BYTES - from, length - done);
      const sector = sectors[Math.floor(at / SECTOR_BYTES)] ?? ZEROS;
      target.set(sector.subarray(from, from + part), done);
      done += part;
    }
    return length;
  }

  /** All bytes, as a copy. */
  content(): Uint8Array {
    const bytes = new Uint8Array(this.size);
    this.read(bytes, 0);
    return bytes;
  }

  /** Writes into the page cache. `nextOrder` numbers the changes. */
  write(bytes: Uint8Array, position: number, nextOrder: () => number): void {
    const { sectors } = this.#cached;
    for (let done = 0; done < bytes.length; ) {
      const at = position + done;
      const sector = Math.floor(at / SECTOR_BYTES);
      const from = at % SECTOR_BYTES;
      const part = Math.min(SECTOR_BYTES - from, bytes.length - done);
      done += part;
      // Growth is a change of its own, before the bytes, so that a crash can leave a longer file with zeros.
      this.#grow(at + part, nextOrder);
      const after = patched(sectors[sector] ?? ZEROS, bytes.subarray(done - part, done), from);
      sectors[sector] = after;
      this.#changes.push({ order: nextOrder(), sector, bytes: after });
    }
  }

  /** Makes all changes durable. */
  sync(): void {
    for (const change of this.#changes) apply(change, this.#durable);
    this.#changes = [];
  }

  /** Treats all changes as durable, although they are not. */
  dropChanges(): void {
    this.#changes = [];
    this.#expectedSize = this.#durable.size;
  }

  clone(): Inode {
    const clone = new Inode();
    assign(clone.#durable, this.#durable);
    assign(clone.#cached, this.#cached);
    clone.#changes = this.#changes.slice();
    clone.#expectedSize = this.#expectedSize;
    return clone;
  }

  /** The file after a crash: the durable bytes and the changes that survive. */
  afterCrash(survives: (change: Change) => boolean): Inode {
    const rest = new Inode();
    assign(rest.#durable, this.#durable);
    for (const change of this.#changes) {
      if (survives(change)) apply(change, rest.#durable);
    }
    fit(rest.#durable);
    assign(rest.#cached, rest.#durable);
    rest.#expectedSize = rest.#durable.size;
    return rest;
  }

  #grow(size: number, nextOrder: () => number): void {
    const { sectors } = this.#cached;
    if (size > this.#cached.size) {
      while (sectors.length * SECTOR_BYTES < size) sectors.push(ZEROS);
      this.#cached.size = size;
    }
    if (size <= this.#expectedSize) return;
    this.#expectedSize = size;
    this.#changes.push({ order: nextOrder(), size });
  }
}

function sectorsOf(content: Uint8Array): Uint8Array[] {
  const sectors: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += SECTOR_BYTES) {
    sectors.push(patched(ZEROS, content.subarray(at, at + SECTOR_BYTES), 0));
  }
  return sectors;
}

function patched(sector: Uint8Array, part: Uint8Array, from: number): Uint8Array {
  // Segments are filled with zeros when they are made; sectors of zeros are shared.
  if (sector === ZEROS && part.every((byte) => byte === 0)) return ZEROS;
  const after = sector.slice();
  after.set(part, from);
  return after;
}

function apply(change: Change, content: Content): void {
  if ('size' in change) {
    content.size = Math.max(content.size, change.size);
    return;
  }
  const { sectors } = content;
  while (sectors.length <= change.sector) sectors.push(ZEROS);
  sectors[change.sector] = change.bytes;
}

/**
 * Gives the file the sectors of its size, and clears bytes after its end, so that they do not reappear when it grows.
 */
function fit({ sectors, size }: Content): void {
  const last = Math.floor(size / SECTOR_BYTES);
  const count = Math.ceil(size / SECTOR_BYTES);
  while (sectors.length < count) sectors.push(ZEROS);
  sectors.length = count;
  const sector = sectors[last];
  if (sector !== undefined) sectors[last] = patched(ZEROS, sector.subarray(0, size % SECTOR_BYTES), 0);
}

function copyOf({ sectors, size }: Content): Content {
  return { sectors: sectors.slice(), size };
}

function assign(target: Content, { sectors, size }: Content): void {
  target.sectors.length = 0;
  for (const sector of sectors) target.sectors.push(sector);
  target.size = size;
}
