/** The options of `serve` about where it listens. */

import type { Server } from 'node:http';
import { formatValue, type OptionProblems } from '../options/option-problems.js';
import type { ServeOptions } from './serve.js';
import { Upgrades } from './upgrades.js';

export const SERVE_OPTIONS: readonly (keyof ServeOptions<unknown>)[] = ['port', 'host', 'server', 'path'];

const PORT_MAX = 65_535;
const SERVER_METHODS = ['on', 'off', 'address', 'listenerCount'];

/** Callers without types may pass anything. */
export function checkServeOptions<User>(options: ServeOptions<User>, problems: OptionProblems): void {
  const { port, host, server } = options;
  if ((port === undefined) === (server === undefined)) {
    const got = port === undefined ? 'neither' : 'both';
    const expected = 'either `port` or `server`';
    problems.add({ option: 'port', expected, got, sentence: `${problems.call} got ${got}; expected ${expected}.` });
  }
  if (port !== undefined) problems.requireInteger('port', port, 0, PORT_MAX);
  if (server !== undefined && !isServer(server))
    problems.wrong('server', 'a server of node:http or node:https', server);
  if (host !== undefined) checkHost(host, server, problems);
  checkPath(options, problems);
}

function checkHost(host: unknown, server: Server | undefined, problems: OptionProblems): void {
  if (typeof host !== 'string' || host === '')
    problems.wrong('host', 'a name or an address, such as "127.0.0.1"', host);
  else if (server !== undefined) {
    const expected = '`host` with `port` only';
    const sentence = 'the option host needs `port`: your server listens by itself. Remove `host`.';
    problems.add({ option: 'host', expected, got: formatValue(host), sentence });
  }
}

function checkPath<User>({ path = '/', server }: ServeOptions<User>, problems: OptionProblems): void {
  if (!isPath(path)) {
    problems.wrong('path', 'a path as in a URL, such as "/sync", without a query or a hash', path);
  } else if (server !== undefined && Upgrades.isTaken(server, path)) {
    const got = formatValue(path);
    const sentence = `another server has the path ${got} of this HTTP server. Use another, or close that server.`;
    problems.add({ option: 'path', expected: 'a path that no other server has', got, sentence });
  }
}

function isServer(server: unknown): boolean {
  if (typeof server !== 'object' || server === null) return false;
  return SERVER_METHODS.every((name) => typeof Reflect.get(server, name) === 'function');
}

/** True if requests can have exactly this path. */
function isPath(path: unknown): path is string {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, 'http://host')) return false;
  return new URL(path, 'http://host').href === `http://host${path}` && !/[?#]/.test(path);
}
