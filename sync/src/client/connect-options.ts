/** Checks the options of `connect`. */

import { requireOptions, SLOTS_MAX, wrongOption } from '@ecsdb/runtime/replica';
import type { ConnectOptions } from './connect.js';
import { wrongToken } from './token.js';

const CALL = 'connect';
const HZ_MAX = 1000;

const NAMES: { readonly [Name in keyof Required<ConnectOptions>]: true } = {
  url: true,
  transport: true,
  token: true,
  hz: true,
  bytesPerSecond: true,
  maxIndex: true,
  signal: true,
  onStatus: true,
  onProgress: true,
  clock: true,
};

/** Throws `INVALID_OPTION` for the first wrong one. */
export function requireConnectOptions(options: ConnectOptions): void {
  requireOptions(CALL, options, Object.keys(NAMES));
  const { url, transport, token, signal } = options;
  if (transport === undefined) requireUrl(url);
  else if (typeof transport !== 'function' && typeof transport?.listen !== 'function') {
    throw wrongOption(CALL, 'transport', 'a transport, or a function that opens one', transport);
  }
  if (typeof token !== 'function' && token !== undefined) {
    const wrong = wrongToken(CALL, 'a text of at most 8192 bytes, or a function that returns one', token);
    if (wrong !== undefined) throw wrong;
  }
  requireInteger('hz', options.hz, HZ_MAX);
  requireInteger('bytesPerSecond', options.bytesPerSecond, Number.MAX_SAFE_INTEGER);
  requireInteger('maxIndex', options.maxIndex, SLOTS_MAX - 1);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw wrongOption(CALL, 'signal', 'an AbortSignal', signal);
  }
  requireListener('onStatus', options.onStatus);
  requireListener('onProgress', options.onProgress);
}

function requireUrl(url: unknown): void {
  const isUrl = typeof url === 'string' && /^wss?:\/\//.test(url) && !url.includes('#') && URL.canParse(url);
  if (!isUrl) throw wrongOption(CALL, 'url', 'a URL as a text that begins with ws:// or wss:// and has no #', url);
}

function requireInteger(option: string, value: unknown, max: number): void {
  const isRight = value === undefined || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max);
  if (!isRight) throw wrongOption(CALL, option, `an integer from 0 to ${max}`, value);
}

function requireListener(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw wrongOption(CALL, option, 'a function', value);
}
