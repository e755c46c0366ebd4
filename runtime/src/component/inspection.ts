/** What looking at an object shows: `console.log`, `JSON.stringify`, spread, `structuredClone`. */

/** What Node and its kin ask an object for when they print it. */
const INSPECT = /*@__PURE__*/ Symbol.for('nodejs.util.inspect.custom');

/**
 * Defines a property that enumeration, spread and `structuredClone` skip, because it leads to the memory of a whole table. Assigning to
 * it keeps it so.
 */
export function defineHidden(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true });
}

/** An object over memory that is shown as plain data. */
export abstract class Inspectable {
  /** A plain copy of what may be shown. */
  abstract $plain(): unknown;

  /** A plain copy for `JSON.stringify`: 64-bit integers that are bigints are strings of decimal digits in it. */
  toJSON(): unknown {
    return jsonOf(this.$plain());
  }

  static {
    // Not a method, whose name isolated declarations could not say.
    defineInspection(Inspectable.prototype, inspected);
  }
}

/** Has Node show what `inspect` returns when it prints `target`. */
export function defineInspection<Target extends object>(target: Target, inspect: (this: Target) => unknown): void {
  Object.defineProperty(target, INSPECT, { value: inspect });
}

/** What `console.log` shows in Node. It never throws. */
function inspected(this: Inspectable): unknown {
  try {
    return this.$plain();
  } catch (error) {
    return `[${this.constructor.name}: ${error instanceof Error ? error.message : String(error)}]`;
  }
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
}
