/** Wrong uses of queries, each with a part of the message that the compiler prints. */

import { Database } from '@ecsdb/runtime';
import { Body, Mark, physics } from '../support/body.js';
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
// @ts-expect-error Type '"write"' is not assignable to type '"read"'.
db.query(Body.mut.optional, Mark);
