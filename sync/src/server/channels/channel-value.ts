/** Checks what the functions of views return. */

import { EcsDbError } from '@ecsdb/runtime';
import { FRAME_LIMITS } from '../../protocol/index.js';
import { ignoreRejection, isPromiseLike } from '../promises.js';
import type { ChannelValue } from './view.js';

/** Without the kind, which is one byte. */
const VALUE_BYTES_MAX = FRAME_LIMITS.value - 1;
/** A character takes at most so many bytes for each unit of its `length`. */
const UNIT_BYTES_MAX = 3;

export function requireChannelValue(value: unknown, option: 'by' | 'for', view: string): ChannelValue {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    if (isShort(value)) return value;
    throw wrongResult(view, option, `give a text of at most ${VALUE_BYTES_MAX} bytes`, 'a longer one');
  }
  // So that 0 and -0 are one channel.
  if (typeof value === 'number' && !Number.isNaN(value)) return value + 0;
  throw wrongResult(view, option, 'give a number, a string, a boolean or an entity', typeOf(value));
}

/** The values of the channels that a client holds, each once. */
export function requireChannelValues(values: unknown, view: string): ChannelValue[] {
  if (!Array.isArray(values)) throw wrongResult(view, 'for', 'return a list of channel values', typeOf(values));
  if (values.length > FRAME_LIMITS.channels) {
    throw wrongResult(view, 'for', `return at most ${FRAME_LIMITS.channels} values`, String(values.length));
  }
  return [...new Set(Array.from(values, (value) => requireChannelValue(value, 'for', view)))];
}

/** Clients accept no longer values. */
function isShort(value: string): boolean {
  if (value.length * UNIT_BYTES_MAX <= VALUE_BYTES_MAX) return true;
  return value.length <= VALUE_BYTES_MAX && Buffer.byteLength(value) <= VALUE_BYTES_MAX;
}

/** The result may be what a client has sent, or contents of rows, so messages have its type only. */
function typeOf(result: unknown): string {
  if (isPromiseLike(result)) {
    ignoreRejection(result);
    return 'a promise: the function cannot wait';
  }
  if (typeof result === 'object' && result !== null) return Array.isArray(result) ? 'an array' : 'an object';
  return Number.isNaN(result) || result === null ? String(result) : typeof result;
}

/** What a function of a view has returned, and cannot be used. */
export class WrongResult extends EcsDbError {}

function wrongResult(view: string, option: 'by' | 'for', expected: string, got: string): WrongResult {
  const message = `\`${option}\` of view "${view}" must ${expected}, got ${got}.`;
  return new WrongResult('INVALID_OPTION', message, { option, expected, got });
}
