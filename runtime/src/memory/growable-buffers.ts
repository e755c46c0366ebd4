/** Growable shared buffers: how many of them this thread has, and how much address space each one reserves. */

/**
 * Growable buffers that one thread may have. V8 maps each of them as two areas of memory, and Linux allows a process
 * 65,530 areas (`vm.max_map_count`). When they run out, at about 32,700 growable buffers of any size, V8 aborts the
 * process. A quarter for each thread leaves areas for V8's heap and for two more threads that need as many.
 */
export const GROWABLE_BUFFERS_MAX = 8192;

/** Address space that one buffer can reserve, in bytes: the limit of Node 20 and 22. Reserving costs no memory. */
export const RESERVATION_MAX: number = 2 ** 32;

/** Bytes that a small buffer reserves. A larger one reserves all that it may ever need. */
const FIRST_RESERVATION = 2 ** 26;

/**
 * Buffers of this thread that the garbage collector has not freed. A state of the thread and not of a database,
 * because the limit belongs to the process.
 */
let count = 0;
/** Those of them that are not used any more. */
let released = 0;

let collected: FinalizationRegistry<undefined> | undefined;

/** True if few buffers are left, and closed databases have some that can be collected. */
export function hasBuffersToCollect(): boolean {
  return released > 0 && count > GROWABLE_BUFFERS_MAX / 2;
}

/** Growable buffers that this thread can still make. */
export function growableBuffersLeft(): number {
  return GROWABLE_BUFFERS_MAX - count;
}

/**
 * A buffer of `bytes` bytes that can grow, up to `most` at most; `undefined` if there is none.
 *
 * If the platform refuses a reservation, a small one is tried next and not the largest possible one: V8 aborts the
 * process when no address space is left for its heap.
 */
export function makeGrowableBuffer(bytes: number, most: number): SharedArrayBuffer | undefined {
  if (count >= GROWABLE_BUFFERS_MAX) return undefined;
  const wanted = bytes > FIRST_RESERVATION / 2 ? most : FIRST_RESERVATION;
  return tryReserve(bytes, Math.min(wanted, most)) ?? tryReserve(bytes, Math.min(bytes * 2, most));
}

/**
 * A buffer that reserves exactly `reserved` bytes; `undefined` if the platform refuses. If the buffer is kept,
 * `countBuffer` must be called.
 */
export function tryReserve(bytes: number, reserved: number): SharedArrayBuffer | undefined {
  try {
    const buffer = new SharedArrayBuffer(bytes, { maxByteLength: reserved });
    // Platforms that have no growable buffers ignore the option.
    return buffer.growable === true ? buffer : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Counts a buffer until it is collected. */
export function countBuffer(buffer: SharedArrayBuffer): void {
  collected ??= new FinalizationRegistry(() => {
    count--;
    if (released > 0) released--;
  });
  collected.register(buffer, undefined);
  count++;
}

/** Called when a counted buffer is not used any more. It counts until it is collected. */
export function releaseBuffer(): void {
  released++;
}
