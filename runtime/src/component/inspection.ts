/** What `console.log`, `JSON.stringify`, spread and `structuredClone` show of an object. */

/** The method that Node, Deno and Bun call when they print an object. */
const INSPECT = /*@__PURE__*/ Symbol.for('nodejs.util.inspect.custom');

/**
 * Defines a property that enumeration, spread and `structuredClone` skip, because it leads to the memory of a whole
 * table. The property stays hidden when it is assigned.
 */
export function defineHidden(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true });
}

/** An object over memory that prints as plain data. */
export abstract class Inspectable {
  /** A plain copy of the data to print. */
  abstract $plain(): unknown;

  /** A plain copy for `JSON.stringify`. Bigints become strings of decimal digits. */
  toJSON(): unknown {
    return toPlainJson(this.$plain());
  }

  static {
    // Not a method: isolated declarations cannot describe a method whose name is computed.
    defineInspection(Inspectable.prototype, inspectSafely);
  }
}

/** When Node prints `target`, it shows the result of `inspect`. */
export function defineInspection<Target extends object>(target: Target, inspect: (this: Target) => unknown): void {
  Object.defineProperty(target, INSPECT, { value: inspect });
}

/**
 * Prints an object that is not plain data, for example as `[Lookup of player.by.team: 1, 2]`. `name` is what follows
 * `of`. `state` is what follows the colon, and may throw: then that is the message of the error.
 */
export function defineText<Target extends object>(
  target: Target,
  name: (shown: Target) => string,
  state: (shown: Target) => string,
): void {
  defineInspection(target, function (this: Target): string {
    let text: string;
    try {
      text = state(this);
    } catch (error) {
      text = messageOf(error);
    }
    return `[${this.constructor.name} of ${name(this)}${text === '' ? '' : `: ${text}`}]`;
  });
}

/** Never throws, so that a debugger or `console.log` can print a closed row. */
function inspectSafely(this: Inspectable): unknown {
  try {
    return this.$plain();
  } catch (error) {
    return `[${this.constructor.name}: ${messageOf(error)}]`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toPlainJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlainJson(inner)]));
}
