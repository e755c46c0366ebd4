/**
 * Finds lines of code and prose over 120 columns, which the formatter does not break: comments, strings and Markdown.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, ROOT } from './run.js';

const COLUMNS_MAX = 120;
const CHECKED = /\.(ts|js|mjs|hbs|md|toml)$|^\.ci\/run$/;

/** Files whose long lines stay. */
const ALLOWED = [
  // Directories of released versions of the format and what they contain, kept byte for byte.
  /^test\/golden\//,
  // What the compiler writes: a declaration is one line, whatever its length.
  /^examples\/[^/]+\/src\/generated\//,
  /^test\/generator\/render\/golden\//,
  // A name that is too long.
  /^test\/generator\/fixtures\/diagnostics\/ECS080-long-name\.toml$/,
];

const files = outputOf('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'])
  .split('\0')
  .filter((path) => CHECKED.test(path) && !ALLOWED.some((allowed) => allowed.test(path)));
const found = files.flatMap(longLines);
for (const line of found) console.error(line);
process.exitCode = found.length === 0 ? 0 : 1;

function longLines(path) {
  const isMarkdown = path.endsWith('.md');
  let isInBlock = false;
  return textOf(path)
    .split('\n')
    .flatMap((line, index) => {
      if (isMarkdown && /^\s*```/.test(line)) isInBlock = !isInBlock;
      // Tables and code blocks cannot be wrapped.
      if (isInBlock || (isMarkdown && line.startsWith('|'))) return [];
      const columns = columnsOf(line);
      return columns <= COLUMNS_MAX ? [] : [`${path}:${index + 1}: ${columns} columns, at most ${COLUMNS_MAX}`];
    });
}

/** A deleted file is listed until its deletion is committed. */
function textOf(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return '';
  }
}

/** Addresses do not count, because they cannot be broken. */
function columnsOf(line) {
  return [...line.replaceAll(/\]\([^)]*\)|https?:\/\/\S+/g, '')].length;
}
