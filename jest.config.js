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
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/jest-result.js'],
};
