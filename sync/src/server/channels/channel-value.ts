/** Checks what the functions of views return. */

import { EcsDbError } from '@ecsdb/runtime';
import type { ChannelValue } from './view.js';

export function requireChannelValue(value: unknown, option: 'by' | 'for', view: string): ChannelValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // So that 0 and -0 are one channel.
  if (typeof value === 'number' && !Number.isNaN(value)) return value + 0;
  const expected = 'a number, a string, a boolean or an entity';
  // Values of other types may be what a client has sent, or contents of rows, so the message has the type only.
  const got = Number.isNaN(value) ? 'NaN' : value === null ? 'null' : typeof value;
  throw new EcsDbError('INVALID_OPTION', `\`${option}\` of view "${view}" must give ${expected}, got ${got}.`, {
    option,
    expected,
    got,
  });
}

/** The values of the channels that a client holds, each once. */
export function requireChannelValues(values: unknown, view: string): ChannelValue[] {
  if (!Array.isArray(values)) {
    const expected = 'a list of channel values';
    const got = typeof values;
    throw new EcsDbError('INVALID_OPTION', `\`for\` of view "${view}" must return ${expected}, got ${got}.`, {
      option: 'for',
      expected,
      got,
    });
  }
  return [...new Set(values.map((value) => requireChannelValue(value, 'for', view)))];
}
