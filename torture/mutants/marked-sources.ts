/**
 * The sources of the runtime, with the places that mutants change. They are found by comments, so formatting does not
 * matter.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Edit } from './mutant.js';

/**
 * `// mutant: <marker>`. The names that docs/format.md gives to syncs are markers as well, where they are used once.
 */
const MARKER = /^[ \t]*\/\/ (?:mutant: ([a-z0-9-]+)|(sync-[a-z-]+))[ \t]*$/gm;

/** Names that a replacement may use although its file does not. */
const KEYWORDS = new Set(['const', 'false', 'if', 'new', 'return', 'this', 'true', 'undefined']);

interface Place {
  readonly file: string;
  /** Where the comment ends. */
  readonly position: number;
}

export class MarkedSources {
  readonly #folder: string;
  readonly #mutants: Map<string, Place> = new Map();
  readonly #syncs: Map<string, Place[]> = new Map();

  /** Throws if a marker is used twice. */
  constructor(folder: string) {
    this.#folder = folder;
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (/(?<!\.d)\.ts$/.test(file)) this.#findMarkers(file);
    }
  }

  /** The markers that are there only for mutants. */
  get mutantMarkers(): readonly string[] {
    return [...this.#mutants.keys()];
  }

  /** The changed text of each file that the edits change, by its path below the folder. */
  apply(edits: readonly Edit[]): ReadonlyMap<string, string> {
    const byFile = new Map<string, (Edit & Place)[]>();
    for (const edit of edits) {
      const place = this.#placeOf(edit.marker);
      byFile.set(place.file, [...(byFile.get(place.file) ?? []), { ...edit, ...place }]);
    }
    return new Map([...byFile].map(([file, changes]) => [file, changeText(this.#read(file), changes)]));
  }

  #findMarkers(file: string): void {
    for (const { 0: comment, 1: mutant, 2: sync = '', index } of this.#read(file).matchAll(MARKER)) {
      const place = { file, position: index + comment.length };
      if (mutant === undefined) {
        this.#syncs.set(sync, [...(this.#syncs.get(sync) ?? []), place]);
      } else {
        if (this.#mutants.has(mutant)) throw new Error(`two comments say "// mutant: ${mutant}"; rename one of them`);
        this.#mutants.set(mutant, place);
      }
    }
  }

  #placeOf(marker: string): Place {
    const [sync, another] = this.#syncs.get(marker) ?? [];
    const place = this.#mutants.get(marker) ?? (another === undefined ? sync : undefined);
    if (place !== undefined) return place;
    throw new Error(
      `expected exactly one comment "// mutant: ${marker}" in the sources of the runtime; move or rename it`,
    );
  }

  #read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8');
  }
}

function changeText(text: string, edits: readonly (Edit & Place)[]): string {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
  let result = text;
  // From the end to the beginning, so that positions stay right.
  for (const edit of [...edits].sort((a, b) => b.position - a.position)) {
    const place = nodeAfter(source, edit.position);
    const target = edit.kind === 'condition' ? conditionOf(place, edit.marker) : place;
    // An empty statement, because the place may be the body of an `if`.
    const code = edit.kind !== 'omit' ? edit.code : ts.isStatement(place) ? ';' : '';
    requireKnownNames(code, text, edit);
    result = result.slice(0, target.getStart(source)) + code + result.slice(target.end);
  }
  return result;
}

/** The largest node that starts at the next token. */
function nodeAfter(source: ts.SourceFile, position: number): ts.Node {
  let found: ts.Node = source;
  let start = Number.POSITIVE_INFINITY;
  const visit = (node: ts.Node): void => {
    const at = node.getStart(source);
    if (at >= position && at < start) {
      found = node;
      start = at;
    }
    if (node.end > position) ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

function conditionOf(place: ts.Node, marker: string): ts.Node {
  if (ts.isIfStatement(place) || ts.isWhileStatement(place)) return place.expression;
  throw new Error(`expected if or while after the comment "// mutant: ${marker}"; move it, or change the mutant`);
}

/**
 * Code with a name that does not exist would fail when it runs, and that would look as if a scenario had caught the
 * mutant.
 */
function requireKnownNames(code: string, text: string, { marker, file }: Edit & Place): void {
  const declared = [...code.matchAll(/const (\w+)/g)].map(([, name]) => name);
  for (const name of namesIn(code)) {
    if (KEYWORDS.has(name) || declared.includes(name) || name in globalThis) continue;
    if (new RegExp(`(?<![\\w$#])${name}(?![\\w$])`).test(text)) continue;
    throw new Error(`the mutant at '${marker}' uses '${name}', which ${file} does not; change the mutant`);
  }
}

/** Without names of public members, which may belong to built-in objects. */
function namesIn(code: string): string[] {
  return code.replace(/'[^']*'/g, '').match(/(?<![.\w$#])[A-Za-z_$][\w$]*|#\w+/g) ?? [];
}
