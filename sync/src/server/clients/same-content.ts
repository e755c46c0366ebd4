/** Whether two values have the same content: plain objects and arrays, and what JavaScript has for data. */

/** What is nested deeper differs. */
const DEPTH_MAX = 100;

/**
 * Numbers, strings and the like are compared by value; plain objects, arrays, maps, sets, dates, buffers and typed
 * arrays by content; functions and instances of other classes are the same only if they are one object, because parts
 * of them may be private. Objects in a set, or that are keys of a map, are compared in the order of insertion.
 */
export function hasSameContent(one: unknown, other: unknown): boolean {
  return new Comparison().isSame(one, other, 0);
}

class Comparison {
  /** Pairs that were, or are being, compared: values may contain themselves. */
  readonly #compared: Map<object, Set<object>> = new Map();

  isSame(one: unknown, other: unknown, depth: number): boolean {
    if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
    if (depth > DEPTH_MAX || Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
    const others = this.#compared.get(one) ?? new Set();
    if (others.has(other)) return true;
    this.#compared.set(one, others.add(other));
    return this.#isSameObject(one, other, depth + 1);
  }

  #isSameObject(one: object, other: object, depth: number): boolean {
    if (Array.isArray(one) && Array.isArray(other)) return this.#areSame(one, other, depth);
    if (one instanceof Map && other instanceof Map) return this.#isSameMap(one, other, depth);
    if (one instanceof Set && other instanceof Set) return this.#isSameSet(one, other, depth);
    if (one instanceof Date && other instanceof Date) return this.isSame(one.getTime(), other.getTime(), depth);
    const bytes = bytesOf(one);
    const otherBytes = bytesOf(other);
    if (bytes !== undefined && otherBytes !== undefined) return areEqual(bytes, otherBytes);
    return isPlain(one) && isPlain(other) && this.#isSameRecord(one, other, depth);
  }

  #areSame(one: readonly unknown[], other: readonly unknown[], depth: number): boolean {
    return one.length === other.length && one.every((item, i) => this.isSame(item, other[i], depth));
  }

  #isSameRecord(one: Fields, other: Fields, depth: number): boolean {
    const names = Object.keys(one);
    if (names.length !== Object.keys(other).length) return false;
    return names.every((name) => Object.hasOwn(other, name) && this.isSame(one[name], other[name], depth));
  }

  #isSameMap(one: ReadonlyMap<unknown, unknown>, other: ReadonlyMap<unknown, unknown>, depth: number): boolean {
    if (one.size !== other.size) return false;
    for (const [key, value] of one) {
      if (isObject(key)) continue;
      if (!other.has(key) || !this.isSame(value, other.get(key), depth)) return false;
    }
    const byObject = ([key]: readonly [unknown, unknown]): boolean => isObject(key);
    return this.#areSame([...one].filter(byObject), [...other].filter(byObject), depth);
  }

  #isSameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>, depth: number): boolean {
    if (one.size !== other.size) return false;
    for (const item of one) if (!isObject(item) && !other.has(item)) return false;
    return this.#areSame([...one].filter(isObject), [...other].filter(isObject), depth);
  }
}

interface Fields {
  readonly [name: string]: unknown;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isPlain(value: object): value is Fields {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
