/** Correct and wrong uses. Each marked line must be a compile error, and no other line may be one. */

import { type Component, Database, type Entity } from '@ecsdb/runtime';
import type { Row, WritableRow } from '@ecsdb/runtime/codegen-v1';
import type { SyncClient } from '@ecsdb/sync/client';
import { type Access, type AccessReader, type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { Body, Mark, physics } from '../../runtime/support/body.js';

const db = Database.memory(physics);
declare function userOf(token: string): Promise<{ readonly entity: Entity; readonly team: number }>;

// `user` is what `authenticate` returns.
new SyncServer(db, {
  authenticate: async ({ token, headers, address }: AuthenticationRequest) => {
    const user = await userOf(token);
    return { ...user, origin: headers?.['user-agent'], address };
  },
  views: {
    marks: view({ tables: [Mark] }),
    team: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ user }) => [user.team] }),
    own: view({ tables: [Body, Mark], by: [Mark, () => true], for: ({ user }) => [user.address !== ''] }),
    wrong: view({
      tables: [Body],
      by: [Body, (row) => row.mass],
      // @ts-expect-error
      for: ({ user }) => [user.teem],
    }),
  },
});

// It may be computed from rows.
const later = new SyncServer(db, {
  authenticate: async (request: AuthenticationRequest) => {
    const { entity } = await userOf(request.token);
    return (read: AccessReader) => ({ entity, team: read.get(entity, Body).mass });
  },
  views: { team: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ user }) => [user.team] }) },
});
const typed: SyncServer<{ entity: Entity; team: number }> = later;
void typed;

const authenticate = ({ token }: AuthenticationRequest) => ({ name: token, team: 5 });
interface User {
  readonly name: string;
  readonly team: number;
}

// Parameters have the type that the function declares.
new SyncServer(db, {
  authenticate,
  views: {
    near: view({
      tables: [Body],
      by: [Body, (row) => row.mass],
      for: ({ user, params }: Access<User, { readonly radius: number }>) => [user.team, params.radius],
    }),
    // @ts-expect-error
    other: view({
      tables: [Body],
      by: [Body, (row) => row.mass],
      for: ({ user }: Access<{ readonly age: number }>) => [user.age],
    }),
    // @ts-expect-error
    unknown: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ params }) => [params.radius] }),
  },
});

// What does not fit together.
new SyncServer(db, {
  authenticate,
  views: {
    // @ts-expect-error
    noFor: view({ tables: [Body], by: [Body, (row) => row.mass] }),
    // @ts-expect-error
    noBy: view({ tables: [Body], for: () => [5] }),
    // @ts-expect-error
    foreign: view({ tables: [Mark], by: [Body, (row) => row.mass], for: () => [5] }),
    // @ts-expect-error
    field: view({ tables: [Body], by: [Body, (row) => row.weight], for: () => [5] }),
    // @ts-expect-error
    value: view({ tables: [Body], by: [Body, (row) => row.speed], for: () => [5] }),
    // @ts-expect-error
    list: view({ tables: [Body], by: [Body, (row) => row.mass], for: () => 5 }),
    // @ts-expect-error
    misspelt: view({ table: [Body] }),
  },
});

// Without a description of the request, the type of the user is not known.
new SyncServer(db, {
  // @ts-expect-error
  authenticate: (request) => ({ team: request.token.length }),
  // @ts-expect-error
  views: { team: view({ tables: [Body], by: [Body, (row) => row.mass], for: ({ user }) => [user.team] }) },
});

// Only fields that are numbers can be interpolated.
declare const client: SyncClient;
client.interpolate(Body, ['mass'], 40);
// @ts-expect-error
client.interpolate(Body, ['mas'], 40);
// @ts-expect-error
client.interpolate(Body, ['owner'], 40);
// @ts-expect-error
client.interpolate(Body, ['speed'], 40);

/** What the compiler generates for fields of each kind, as far as their types matter here. */
declare const Team: { readonly Red: 0; readonly Blue: 1 };
interface ShipFields {
  readonly mass: number;
  readonly team: (typeof Team)[keyof typeof Team];
  readonly afloat: boolean;
  readonly owner: Entity;
  readonly id: bigint;
  readonly stamp: number;
  readonly depth: number | null;
  readonly axes: readonly number[];
  readonly at: { readonly x: number; readonly near: Entity };
  readonly goal: { readonly x: number } | null;
}
type ShipColumns = {
  readonly mass: readonly ['f32', 0];
  readonly team: readonly ['u8', 4];
  readonly afloat: readonly ['u8', 5];
  readonly owner: readonly ['f64', 8];
  readonly id: readonly ['u64', 16];
  readonly stamp: readonly ['u64', 24];
  readonly depth: readonly ['f32', 32];
  readonly axes: readonly ['f32', 36];
  readonly 'at.x': readonly ['f32', 48];
  readonly 'at.near': readonly ['f64', 56];
  readonly 'goal.x': readonly ['f32', 64];
};
type ShipRow = Row<ShipFields> & ShipFields;
declare const Ship: Component<ShipFields, ShipRow, ShipRow & WritableRow<ShipFields>, ShipColumns>;
client.interpolate(Ship, ['mass', 'at.x'], 40);
// @ts-expect-error
client.interpolate(Ship, ['team'], 40);
// @ts-expect-error
client.interpolate(Ship, ['afloat'], 40);
// @ts-expect-error
client.interpolate(Ship, ['owner'], 40);
// @ts-expect-error
client.interpolate(Ship, ['id'], 40);
// @ts-expect-error
client.interpolate(Ship, ['stamp'], 40);
// @ts-expect-error
client.interpolate(Ship, ['depth'], 40);
// @ts-expect-error
client.interpolate(Ship, ['axes'], 40);
// @ts-expect-error
client.interpolate(Ship, ['at'], 40);
// @ts-expect-error
client.interpolate(Ship, ['at.near'], 40);
// @ts-expect-error
client.interpolate(Ship, ['goal.x'], 40);
