/** Migrations: whether stored rows fit a schema, converting them, and switching to what they became. */

export { type Decision, decide, rowsRefused } from './decide.js';
export type { MigrationFunction, Migrations } from './functions.js';
export { type MigrationProgress, migrateStore } from './migrate-store.js';
export { type MigrationPreview, previewMigration } from './preview.js';
export type { CheckedMigrations, MigrationsOf } from './typed-migrations.js';
export { writeMigrated } from './write-migrated.js';
