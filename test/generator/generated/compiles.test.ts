/** Generated code under the strictest settings there are, and under every TypeScript that users may have. */

import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compileText, everything, ROOT, temporaryDirectory, writeFiles } from '../support/generated.js';

const STRICTEST = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: [],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  forceConsistentCasingInFileNames: true,
  paths: {
    '@ecsdb/runtime': [join(ROOT, 'runtime/dist/index.d.ts')],
    '@ecsdb/runtime/codegen-v1': [join(ROOT, 'runtime/dist/codegen-v1.d.ts')],
  },
};

const NEWER = { declaration: true, isolatedDeclarations: true, erasableSyntaxOnly: true };

const VERSIONS = join(ROOT, 'test/generator/generated/typescript-versions/node_modules');

/** Older ones know fewer settings; `npm ci --prefix test/generator/generated/typescript-versions` installs them. */
const COMPILERS: readonly (readonly [name: string, path: string, settings: object])[] = [
  ['TypeScript 6', join(ROOT, 'node_modules/typescript/bin/tsc'), NEWER],
  ['TypeScript 5.0', join(VERSIONS, 'typescript-5.0/bin/tsc'), {}],
  ['TypeScript 5.9', join(VERSIONS, 'typescript-5.9/bin/tsc'), NEWER],
  ['TypeScript 7', join(VERSIONS, 'typescript-7/bin/tsc'), NEWER],
];

/** What users write: every line marked as an error has to be one. */
const USE = `
import { Team, Transform, TransformRow, TransformRowMut, isTeam, moving } from './index.js';
import type { EverythingData, FrozenData, TransformData } from './index.js';
import type { Database, Transaction } from '@ecsdb/runtime';

export const minimal: TransformData = { position: { x: 1, y: 2 } };
export const full: TransformData = { position: { x: 1, y: 2, z: 3 }, rotation: [0, 0, 0, 1], target: null };
export const tag: FrozenData = {};
export const team: Team = Team.Blue;
export const offset: 12 = Transform.columns.rotation[1];
export function narrow(value: unknown): Team | undefined {
  return isTeam(value) ? value : undefined;
}
export function reads(row: TransformRow): number {
  return row.position.x + row.rotation.at(0) + Number(row.target ?? 0n);
}
export function writes(row: TransformRowMut, other: TransformRow): void {
  row.position = other.position;
  row.position = { x: 1, y: 2 };
  row.position.x = 1;
  row.rotation = [1, 2, 3, 4];
  row.rotation = other.rotation;
  row.rotation = new Float32Array(4);
  row.rotation.set(0, 1);
  row.target = null;
}
export function loops(database: Database, transaction: Transaction): void {
  moving(database).forEach((transform, velocity) => {
    const sum: number = transform.position.x + velocity.x;
    // @ts-expect-error the published state cannot be written
    transform.position = { x: sum, y: 0 };
  });
  moving(transaction).forEach((transform, velocity) => {
    transform.position.x += velocity.x;
    // @ts-expect-error velocity is only read
    velocity.x = 1;
  });
  moving(transaction).runs((run) => {
    const array: Float32Array = run.transform.column('position.x').array;
    // @ts-expect-error there is no such column
    run.transform.column('position.w');
    array[0] = run.count;
  });
}
export function mistakes(row: TransformRow, mutable: TransformRowMut, everything: EverythingData): void {
  // @ts-expect-error a read row has no setters
  row.target = 1n;
  // @ts-expect-error nor has what is inside
  row.position.x = 1;
  // @ts-expect-error nor have arrays
  row.rotation.set(0, 1);
  // @ts-expect-error u64 is a bigint
  mutable.target = 1;
  // @ts-expect-error position is required
  const missing: TransformData = {};
  // @ts-expect-error no such field
  const unknown: TransformData = { position: { x: 1, y: 2 }, speed: 1 };
  // @ts-expect-error no such variant
  const wrong: Team = 7;
  // @ts-expect-error data cannot be changed
  everything.aU8 = 1;
  keep(missing, unknown, wrong);
}
declare function keep(...values: unknown[]): void;
`;

for (const [name, path, settings] of COMPILERS) {
  const directory = temporaryDirectory();
  const run = existsSync(path) ? test : test.skip;
  run(`compiles with ${name}${existsSync(path) ? '' : ' (not installed)'}`, () => {
    writeFiles(directory, compileText(everything()));
    writeFileSync(join(directory, 'use.ts'), USE);
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
    const config = { compilerOptions: { ...STRICTEST, ...settings }, include: ['*.ts'] };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = spawnSync(process.execPath, [path, '-p', directory], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
}
