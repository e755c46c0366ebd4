/** The rename module: one name in a schema, in the generated code, and in the application that uses it. */

export { AppProject, ProjectFault, type TypeFault } from './app-project.js';
export { generatedDirectories, importExtensionIn } from './generated-directory.js';
export { type ProjectRename, type RenameFault, renameInProject } from './rename-in-project.js';
export { renameSchema, type SchemaRename, schemaDiagnostic } from './rename-schema.js';
export { describeTarget, type Target } from './target.js';
export { type FileChange, unifiedDiff } from './unified-diff.js';
