/**
 * Compiles templates/*.hbs to functions, so that ecsdb-gen neither generates code at run time nor loads the
 * compiler of handlebars.
 *
 * Writes dist/precompiled/templates.js and version.js, each with its .d.ts.
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const TEMPLATES = new URL('../templates/', import.meta.url);
const DIST = new URL('../dist/precompiled/', import.meta.url);

/** Strict: a name that the view does not have is an error. No escaping: views contain TypeScript, not HTML. */
const OPTIONS = {
  noEscape: true,
  strict: true,
  knownHelpers: { join: true, doc: true },
  knownHelpersOnly: true,
  preventIndent: true,
};

const TEMPLATE_DECLARATIONS = `import type { TemplateSpecification } from 'handlebars/runtime.js';

export interface PrecompiledTemplates {
  readonly files: { readonly [name: string]: TemplateSpecification };
  readonly partials: { readonly [name: string]: TemplateSpecification };
}
export declare const templates: PrecompiledTemplates;
`;

export function precompileTemplates() {
  mkdirSync(DIST, { recursive: true });
  const files = precompileFolder(TEMPLATES);
  const partials = precompileFolder(new URL('partials/', TEMPLATES));
  write('templates.js', `export const templates = {\nfiles: ${files},\npartials: ${partials},\n};\n`);
  write('templates.d.ts', TEMPLATE_DECLARATIONS);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  write('version.js', `export const VERSION = ${JSON.stringify(version)};\n`);
  write('version.d.ts', '/** Of ecsdb-gen. */\nexport declare const VERSION: string;\n');
}

function precompileFolder(folder) {
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith('.hbs'))
    .sort()
    .map((name) => {
      const source = readFileSync(new URL(name, folder), 'utf8');
      return `${JSON.stringify(name.slice(0, -'.hbs'.length))}: ${Handlebars.precompile(source, OPTIONS)}`;
    });
  return `{\n${entries.join(',\n')}\n}`;
}

function write(name, text) {
  writeFileSync(new URL(name, DIST), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) precompileTemplates();
