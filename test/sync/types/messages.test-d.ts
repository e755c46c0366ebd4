/** Wrong uses of views, each with a part of the message that the compiler prints. */

import { Database } from '@ecsdb/runtime';
import { type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { Body, Mark, physics } from '../../runtime/support/body.js';

const db = Database.memory(physics);
const authenticate = ({ token }: AuthenticationRequest) => ({ name: token, team: 5 });

new SyncServer(db, {
  authenticate,
  views: {
    // @ts-expect-error Property 'for' is missing
    noFor: view({ tables: [Body], by: [Body, (row) => row.mass] }),
    // @ts-expect-error Property 'by' is missing
    noBy: view({ tables: [Body], for: () => [5] }),
    // @ts-expect-error "`by` must begin with a component of `tables`"
    foreign: view({ tables: [Mark], by: [Body, (row) => row.mass], for: () => [5] }),
    // @ts-expect-error Type 'string' is not assignable to type 'number'.
    kind: view({ tables: [Body], by: [Body, (row) => row.mass], for: () => ['5'] }),
    // @ts-expect-error Property 'weight' does not exist on type 'BodyRow'.
    field: view({ tables: [Body], by: [Body, (row) => row.weight], for: () => [5] }),
    // @ts-expect-error Type 'FixedF32' is not assignable to type 'ChannelValue'.
    value: view({ tables: [Body], by: [Body, (row) => row.speed], for: () => [5] }),
    // @ts-expect-error Property 'teem' does not exist on type '{ name: string; team: number; }'.
    user: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ user }) => [user.teem] }),
    // @ts-expect-error 'params' is of type 'unknown'.
    params: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ params }) => [params.radius] }),
  },
});

new SyncServer(db, {
  // @ts-expect-error "annotate the parameter of `authenticate` as AuthenticationRequest: it tells the type of `user`"
  authenticate: (request) => ({ team: request.token.length }),
  // @ts-expect-error "annotate the parameter of `authenticate` as AuthenticationRequest: it tells the type of `user`"
  views: { team: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ user }) => [user.team] }) },
});
