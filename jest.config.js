/** Tests run against the sources, as ES modules; `npm test` builds first because some tests run the command itself. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: {
    '^@ecsdb/runtime$': '<rootDir>/runtime/src/index.ts',
    '^@ecsdb/runtime/(codegen-v1|schema)$': '<rootDir>/runtime/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/jest-result.js'],
};
