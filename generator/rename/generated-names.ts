/**
 * What a rename changes in generated code. The files of both schemas have the same structure, so walking them in
 * parallel pairs each declaration with the one that it becomes.
 */

import { ts } from 'ts-morph';

/** The name of a declaration before and after the rename. */
export interface RenamedDeclaration {
  readonly from: string;
  readonly to: string;
}

export interface GeneratedNames {
  /** By declarations in the old files. */
  readonly declarations: Map<ts.Node, RenamedDeclaration>;
  /** New texts of string literals and of names of properties, by their old texts. */
  readonly words: Map<string, string>;
}

/** Adds what one file changes. `before` is from the program of the application, so that its checker knows the nodes. */
export function pairNames(before: ts.SourceFile, newText: string, names: GeneratedNames): void {
  const after = ts.createSourceFile(before.fileName, newText, before.languageVersion, true);
  pairChildren(withoutImports(before), withoutImports(after), names);
}

/** Imports are sorted by name, and declare nothing of the file. */
function withoutImports({ statements }: ts.SourceFile): ts.Node[] {
  return statements.filter((statement) => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement));
}

function pairChildren(before: readonly ts.Node[], after: readonly ts.Node[], names: GeneratedNames): void {
  // References may differ, such as `Map` and `globalThis.Map`. They declare nothing.
  if (before.length !== after.length) return;
  before.forEach((node, index) => {
    const twin = after[index];
    if (twin === undefined || twin.kind !== node.kind) return;
    pairName(node, twin, names);
    pairChildren(childrenOf(node), childrenOf(twin), names);
  });
}

function pairName(node: ts.Node, twin: ts.Node, { declarations, words }: GeneratedNames): void {
  if (!isNameLike(node) || !isNameLike(twin) || node.text === twin.text) return;
  const { parent } = node;
  const isName = 'name' in parent && parent.name === node;
  if (isName) declarations.set(parent, { from: node.text, to: twin.text });
  if (isName || ts.isStringLiteral(node)) words.set(node.text, twin.text);
}

function isNameLike(node: ts.Node): node is ts.Identifier | ts.StringLiteral {
  return ts.isIdentifier(node) || ts.isStringLiteral(node);
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}
