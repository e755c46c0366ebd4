/** The render module: layouts to TypeScript text. */

export { checkSyntax, InternalError } from './check-syntax.js';
export { bannerOf, isGenerated } from './options.js';
export { render } from './render.js';
export { IMPORT_EXTENSIONS, type ImportExtension } from './scope.js';
