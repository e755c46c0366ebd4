/**
 * Tests are ES modules. They run against the runtime as it is built and published, because its threads load files of their own;
 * `npm test` builds first.
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: {
    // Generated code lies in temporary folders, from where no package is found.
    '^@ecsdb/runtime$': '<rootDir>/runtime/dist/index.js',
    '^@ecsdb/runtime/(codegen-v1|schema|storage|testing)$': '<rootDir>/runtime/dist/$1.js',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  // Snapshots of databases have the ending that jest takes for snapshots of its own.
  modulePathIgnorePatterns: ['<rootDir>/test/golden/format-'],
  // jest leaves one processor idle, which is half of a small machine.
  maxWorkers: '100%',
  // Modules of tests that are over are kept; a process that holds many is slower than a new one.
  workerIdleMemoryLimit: '250MB',
  testTimeout: 60_000,
  // After `npx tsc -b` alone, it would still be that of the build before.
  globalSetup: '<rootDir>/scripts/bundle-threads.js',
  reporters: ['default', '<rootDir>/scripts/jest-result.js'],
};
