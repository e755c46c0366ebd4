import { RUNTIME_SOURCES } from './scripts/runtime-sources.js';

/**
 * Tests are ES modules and run against the sources. The exceptions are processes, worker threads, bundlers and other
 * compilers that a test starts: they use the build, and such a test imports test/built.ts.
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: {
    // Also for generated code in temporary folders, from where no package is found.
    ...Object.fromEntries([...RUNTIME_SOURCES].map(([specifier, path]) => [`^${specifier}$`, path])),
    '^\\./thread-code\\.js$': '<rootDir>/runtime/dist/durable/thread-code.js',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  // Those that start browsers, compilers and servers again and again: `npm run test:long`, or by path.
  testPathIgnorePatterns:
    process.env.LONG_TESTS === '1' ? ['/node_modules/'] : ['/node_modules/', '\\.long\\.test\\.ts$'],
  // Snapshots of databases have the ending that jest takes for snapshots of its own.
  modulePathIgnorePatterns: ['<rootDir>/test/golden/format-'],
  // jest leaves one processor idle, which is half of a small machine.
  maxWorkers: '100%',
  // jest keeps the modules of finished tests; a process that holds many is slower than a new one.
  workerIdleMemoryLimit: '250MB',
  testTimeout: 60_000,
  globalSetup: '<rootDir>/scripts/jest-setup.js',
  reporters: ['default', '<rootDir>/scripts/jest-result.js'],
};
