/** Where lines break: generated text is laid out as the project's formatter would, without running one. */

import { LINE_WIDTH } from './literals.js';

/**
 * A call or declaration whose list goes to one line if it fits, else to one line for each item.
 *
 * `before` ends with the opening parenthesis, `after` starts with the closing one.
 */
export function wrapped(before: string, items: readonly string[], after: string, indent: number): string {
  const flat = `${before}${items.join(', ')}${after}`;
  if (indent + flat.length <= LINE_WIDTH) return flat;
  const margin = ' '.repeat(indent);
  return `${before}\n${items.map((item) => `${margin}  ${item},\n`).join('')}${margin}${after}`;
}

/** The start of a constant with a generic type, up to the brace that opens its definition. */
export interface ConstantStart {
  readonly start: string;
  /** Indentation of the definition, and of the brace that closes it. */
  readonly indent: number;
}

/** `left` ends with the bracket that opens the type's parameters; the definition ends with `});`. */
export function constantStart(left: string, parameters: readonly string[], definition: string): ConstantStart {
  const oneLine = `${left}${parameters.join(', ')}> =`;
  const right = `/*@__PURE__*/ new ${definition}({`;
  if (`${oneLine} ${right}`.length <= LINE_WIDTH) return { start: `${oneLine} ${right}`, indent: 0 };
  if (oneLine.length <= LINE_WIDTH) return { start: `${oneLine}\n  ${right}`, indent: 2 };
  return { start: `${left}\n${parameters.map((one) => `  ${one}`).join(',\n')}\n> = ${right}`, indent: 0 };
}
