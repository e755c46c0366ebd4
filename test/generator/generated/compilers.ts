/** The compilers that users may have, and the strictest settings. */

import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import { NODE_MODULES, RUNTIME_PACKAGE } from '../../built.js';
import { ROOT } from '../support/generated.js';

export const STRICTEST = {
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
    '@ecsdb/runtime': [join(RUNTIME_PACKAGE, 'dist/index.d.ts')],
    '@ecsdb/runtime/codegen-v1': [join(RUNTIME_PACKAGE, 'dist/codegen-v1.d.ts')],
    '@ecsdb/runtime/threads': [join(RUNTIME_PACKAGE, 'dist/threads.d.ts')],
  },
};

const NEWER = { declaration: true, isolatedDeclarations: true, erasableSyntaxOnly: true };

const VERSIONS = join(ROOT, 'test/generator/generated/typescript-versions/node_modules');

/**
 * Older compilers have fewer settings; `npm ci --prefix test/generator/generated/typescript-versions` installs them.
 */
export const COMPILERS: readonly (readonly [name: string, path: string, settings: object])[] = [
  ['TypeScript 6', join(NODE_MODULES, 'typescript/bin/tsc'), NEWER],
  ['TypeScript 5.0', join(VERSIONS, 'typescript-5.0/bin/tsc'), {}],
  ['TypeScript 5.9', join(VERSIONS, 'typescript-5.9/bin/tsc'), NEWER],
  ['TypeScript 7', join(VERSIONS, 'typescript-7/bin/tsc'), NEWER],
];

interface InstalledCompiler {
  /** Declares a test, which is skipped if the compiler is not installed. */
  readonly run: typeof test | typeof test.skip;
  /** Compiles a program in a folder, which may have files that it imports. Returns the messages. */
  messagesOf(directory: string, code: string): string;
}

/** Describes tests for each compiler; the name says if it is not installed. */
export function describeCompilers(tests: (compiler: InstalledCompiler) => void): void {
  for (const [name, path, settings] of COMPILERS) {
    const isInstalled = existsSync(path);
    const messagesOf = (directory: string, code: string): string => {
      writeFileSync(join(directory, 'use.ts'), code);
      writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
      const config = { compilerOptions: { ...STRICTEST, ...settings, noUnusedLocals: false }, files: ['use.ts'] };
      writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
      return spawnSync(process.execPath, [path, '-p', directory, '--pretty', 'false'], { encoding: 'utf8' }).stdout;
    };
    describe(`${name}${isInstalled ? '' : ' (not installed)'}`, () => {
      tests({ run: isInstalled ? test : test.skip, messagesOf });
    });
  }
}
