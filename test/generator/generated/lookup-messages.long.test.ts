/** Promise: with every version of TypeScript, the message about a wrong lookup names the value that is wrong. */

import { expect } from '@jest/globals';
import { temporaryDirectory } from '../support/generated.js';
import { describeCompilers } from './compilers.js';

const HEAD = `import type { Database, Entity, Lookup } from '@ecsdb/runtime';
import type { LookupMany, LookupOne, Row } from '@ecsdb/runtime/codegen-v1';
declare const db: Database;
declare const by: {
  readonly id: LookupOne<Row, [id: bigint]>;
  readonly gold: LookupMany<Row, [gold: number]>;
  readonly place: LookupOne<Row, [season: number, rank: bigint | null]>;
  readonly name: LookupMany<Row, [name: string | null]>;
};
`;

/** Each line has one error, whose message contains this. */
const WRONG: readonly (readonly [line: string, message: string])[] = [
  ['by.id(db, 1);', "type 'number' is not assignable to parameter of type 'bigint'"],
  ["by.gold(db, '5');", "type 'string' is not assignable to parameter of type 'number'"],
  ['by.place(db, 7, 5);', "type 'number' is not assignable to parameter of type 'bigint'"],
  ["by.place(db, '7', 5n);", "type 'string' is not assignable to parameter of type 'number'"],
  ['by.id(db, 1n, { limt: 1 });', "'limt' does not exist in type 'OrderOptions'"],
  ['by.gold(db, 5, { from: 1 });', "'from' does not exist in type 'OrderOptions'"],
];

/** Options may be undefined, also each of them, and with `exactOptionalPropertyTypes`. */
const RIGHT = `declare const number: number | undefined;
declare const text: string | undefined;
declare const options: { limit?: number } | undefined;
declare const unchecked: any;
by.gold(db, { from: number, to: number, limit: number, reverse: undefined });
by.gold(db, undefined);
by.gold(db, 5, undefined);
by.name(db, { prefix: text }).count();
by.name(db, { prefix: 'a', reverse: true });
export const either: Lookup | Entity | undefined = by.id(db, 1n, options);
export const one: Entity | undefined = by.id(db, unchecked);
export const all: Lookup = by.id(db, 1n, unchecked);
export const some: Lookup = by.place(db, 7, { after: null });
// @ts-expect-error
by.gold(db, { prefix: 'a' });
// @ts-expect-error
by.place(db, { prefix: 'a' });
// @ts-expect-error
by.id(db, unchecked, 1);
`;

describeCompilers(({ run, messagesOf }) => {
  const directory = temporaryDirectory();
  const compile = (code: string): string => messagesOf(directory, HEAD + code);

  run('names the value that is wrong', () => {
    const messages = compile(WRONG.map(([line]) => `${line}\n`).join('')).split(/^.*use\.ts\(/m);
    const first = HEAD.split('\n').length;
    for (const [at, [line, message]] of WRONG.entries()) {
      const found = messages.filter((one) => one.startsWith(`${first + at},`)).join('');
      expect([line, found]).toEqual([line, expect.stringContaining(message)]);
    }
  });

  run('accepts options that may be undefined', () => {
    expect(compile(RIGHT)).toBe('');
  });
});
