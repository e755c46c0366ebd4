/** Wrong uses of queries, lookups and transactions, each with a part of the message that the compiler prints. */

import { Database } from '@ecsdb/runtime';
import type { LookupMany, LookupOne } from '@ecsdb/runtime/codegen-v1';
import { Body, type BodyRow, Mark, physics } from '../support/body.js';
import { unmarked } from '../support/declared.js';

const db = Database.memory(physics);
const loop = unmarked(db);

// A component that the query does not pass.
// @ts-expect-error Property 'mark' does not exist on type 'UnmarkedLoop<BodyRow>'.
loop.mark;
// @ts-expect-error Target signature provides too few arguments. Expected 3 or more, but got 2.
loop.forEach((body, mark, entity) => void [body, mark, entity]);
// @ts-expect-error Target signature provides too few arguments. Expected 3 or more, but got 2.
db.query(Body).forEach((body, mark, entity) => void [body, mark, entity]);
// @ts-expect-error Tuple type '[BodyRow, entity: Entity]' of length '2' has no element at index '2'.
for (const [body, mark, entity] of db.query(Body)) void [body, mark, entity];

// Rows that may be missing, and rows that are only read.
// @ts-expect-error 'mark' is possibly 'undefined'.
for (const [, mark] of db.query(Body, Mark.optional)) mark.toObject();
// @ts-expect-error Cannot assign to 'mass' because it is a read-only property.
for (const [body] of db.query(Body)) body.mass = 1;
// @ts-expect-error Property 'mut' does not exist on type 'OptionalTerm<BodyRow, "read">'.
Body.optional.mut;

// Rows are written in a transaction only.
// @ts-expect-error "rows are written in a transaction only: use .mut with tx.query() inside of write()"
db.query(Body.mut);
// @ts-expect-error "rows are written in a transaction only: use .mut with tx.query() inside of write()"
db.query(Mark, Body.mut.optional);
// @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'ReadTerm'.
db.query('body');

// A transaction cannot wait.
// @ts-expect-error "the function cannot wait: await before the call, and pass no async function"
db.writeSync(async (tx) => tx.create());
// @ts-expect-error "the function cannot wait: await before the call, and pass no async function"
db.write(() => Promise.resolve(1));

// Lookups, as generated code declares them.
declare const by: {
  readonly name: LookupOne<BodyRow, [name: string]>;
  readonly gold: LookupMany<BodyRow, [gold: number]>;
  readonly place: LookupMany<BodyRow, [season: number, points: bigint]>;
};
// @ts-expect-error 'form' does not exist in type 'RangeOptions<number>'.
by.gold(db, { form: 1 });
// @ts-expect-error 'form' does not exist in type 'OrderOptions'.
by.gold(db, 5, { form: 1 });
// @ts-expect-error but 'frm' does not exist in type 'RangeOptions<bigint>'. Did you mean to write 'from'?
by.place(db, 7, { frm: 1n });
// @ts-expect-error Type 'number' is not assignable to type 'bigint'.
by.place(db, 7, { from: 1 });
// @ts-expect-error 'from' does not exist in type 'OrderOptions'.
by.place(db, 7, 5n, { from: 1n });
// @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'bigint'.
by.place(db, 7, 5);
// @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'number'.
by.gold(db, '5');
// @ts-expect-error '(source: Reader, name: string): Entity | undefined', gave the following error.
by.name(db, 5);
// @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'Reader'.
by.name('ann');
// @ts-expect-error Property 'nme' does not exist on type
by.nme;
// @ts-expect-error Type 'Lookup<BodyRow>' is not assignable to type 'number'.
const gold: number = by.gold(db, 5);
// @ts-expect-error Type 'undefined' is not assignable to type 'number'.
const ann: number = by.name(db, 'ann');
void [gold, ann];
