/** Who continues as whom: users are compared by entity or by content. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSameUser } from '../../sync/src/server/clients/authentication.js';

class Account {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }
}

function containingItself(name: string): object {
  const user: Record<string, unknown> = { name, list: [] };
  user['self'] = user;
  (user['list'] as unknown[]).push(user, new Map([['user', user]]));
  return user;
}

function nested(depth: number): unknown {
  return depth === 0 ? 'end' : [nested(depth - 1)];
}

const PAIRS: readonly [what: string, isSame: boolean, () => unknown, (() => unknown)?][] = [
  ['one entity, whatever else', true, () => ({ entity: 7, team: 1 }), () => ({ entity: 7, team: 2 })],
  ['two entities', false, () => ({ entity: 7, team: 1 }), () => ({ entity: 8, team: 1 })],
  ['no entity, and other content', false, () => ({ entity: null, team: 1 }), () => ({ entity: null, team: 2 })],
  ['names as entities', false, () => ({ entity: 'ann', n: 1 }), () => ({ entity: 'ann', n: 2 })],
  ['the order of fields', true, () => ({ a: 1, b: 2 }), () => ({ b: 2, a: 1 })],
  ['a field more', false, () => ({ a: 1 }), () => ({ a: 1, b: undefined })],
  ['an array and an object', false, () => [1], () => ({ 0: 1 })],
  ['NaN', true, () => [Number.NaN]],
  ['null and undefined', false, () => [null], () => [undefined]],
  ['bigint', true, () => ({ id: 5n })],
  ['bigint and text', false, () => ({ id: 5n }), () => ({ id: '5n' })],
  ['sets', true, () => ({ teams: new Set([1, 2]) }), () => ({ teams: new Set([2, 1]) })],
  ['other sets', false, () => ({ teams: new Set([1]) }), () => ({ teams: new Set([2]) })],
  ['sets of objects', true, () => new Set([{ a: 1 }, 'x'])],
  ['maps', true, () => new Map<unknown, unknown>([['a', { b: 1 }]])],
  ['other maps', false, () => new Map([['a', { b: 1 }]]), () => new Map([['a', { b: 2 }]])],
  ['maps with objects as keys', false, () => new Map([[{ a: 1 }, 1]]), () => new Map([[{ a: 2 }, 1]])],
  ['dates', true, () => new Date(5)],
  ['other dates', false, () => new Date(5), () => new Date(6)],
  ['bytes', true, () => Uint8Array.of(1, 2)],
  ['other bytes', false, () => Uint8Array.of(1, 2), () => Uint8Array.of(1, 3)],
  ['bytes and numbers', false, () => Uint8Array.of(1), () => Int8Array.of(1)],
  ['functions', false, () => ({ f: () => 1 }), () => ({ f: () => 1 })],
  ['instances, whose fields may be private', false, () => new Account('ann')],
  ['without a prototype', true, () => Object.assign(Object.create(null), { a: 1 })],
  ['what contains itself', true, () => containingItself('ann')],
  ['what contains itself, and another name', false, () => containingItself('ann'), () => containingItself('bob')],
  ['what is nested', true, () => nested(50)],
  ['what is nested too deeply', false, () => nested(5000)],
];

describe.each(PAIRS)('%s: %s', (_what, isSame, one, other = one) => {
  test('in both orders', () => {
    const [a, b] = [one(), other()];
    expect(isSameUser(a, b)).toBe(isSame);
    expect(isSameUser(b, a)).toBe(isSame);
    expect(isSameUser(a, a)).toBe(true);
  });
});

test('a getter that throws makes another user', () => {
  const user = (): object => ({
    get name(): string {
      throw new Error('of the application');
    },
  });
  expect(isSameUser(user(), user())).toBe(false);
});

test('a value that is shared is compared once', () => {
  let reads = 0;
  const user = (): unknown => {
    let part: unknown = {
      get leaf(): number {
        reads++;
        return 1;
      },
    };
    for (let i = 0; i < 40; i++) part = [part, part];
    return part;
  };
  expect(isSameUser(user(), user())).toBe(true);
  expect(reads).toBeLessThan(10);
});

test('any data equals its copy, and users are the same in both orders', () => {
  const data = fc.anything({ withMap: true, withSet: true, withDate: true, withBigInt: true, withTypedArray: true });
  fc.assert(fc.property(fc.clone(data, 2), ([one, other]) => isSameUser(one, other)));
  fc.assert(fc.property(data, data, (one, other) => isSameUser(one, other) === isSameUser(other, one)));
});
