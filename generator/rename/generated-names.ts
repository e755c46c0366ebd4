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

/** The name of what a schema renames, before and after. */
export type SchemaNames = RenamedDeclaration;

/**
 * Adds what one file changes. `before` is from the program of the application, so that its checker knows the nodes.
 * Throws if a declaration is paired with one that the rename does not explain: then the files have another order.
 */
export function pairNames(before: ts.SourceFile, newText: string, renamed: SchemaNames, names: GeneratedNames): void {
  const after = ts.createSourceFile(before.fileName, newText, before.languageVersion, true);
  pairChildren(withoutImports(before), withoutImports(after));

  function pairChildren(nodes: readonly ts.Node[], twins: readonly ts.Node[]): void {
    // References may differ, such as `Map` and `globalThis.Map`. They declare nothing.
    const isAligned = nodes.length === twins.length;
    nodes.forEach((node, index) => {
      const twin = twins[index];
      if (isAligned && twin?.kind === node.kind) {
        pairName(node, twin);
        pairChildren(childrenOf(node), childrenOf(twin));
      } else {
        assertReference(node);
      }
    });
  }

  function pairName(node: ts.Node, twin: ts.Node): void {
    if (!isNameLike(node) || !isNameLike(twin) || node.text === twin.text) return;
    const { parent } = node;
    const isName = 'name' in parent && parent.name === node;
    if (!isExplained(node.text, twin.text, renamed)) {
      if (isName) mismatch(node, twin.text);
      // Another string, such as a hash.
      return;
    }
    if (isName) names.declarations.set(parent, { from: node.text, to: twin.text });
    if (isName || ts.isStringLiteral(node)) names.words.set(node.text, twin.text);
  }

  function assertReference(node: ts.Node): void {
    // Descriptors are object literals, which other code knows by their base type only.
    const isDeclaration =
      'name' in node && !ts.isPropertyAccessExpression(node) && !ts.isObjectLiteralElementLike(node);
    if (isDeclaration) mismatch(node, 'something else');
    ts.forEachChild(node, assertReference);
  }

  function mismatch(node: ts.Node, twin: string): never {
    throw new Error(
      `${before.fileName}: ${node.getText().slice(0, 80)} and ${twin} are at the same place of the generated files, ` +
        `which is not the rename from ${renamed.from} to ${renamed.to}`,
    );
  }
}

/** Whether replacing one occurrence of the old name gives the other text, in whatever case: `AlphaData`, `isAlpha`. */
function isExplained(text: string, twin: string, { from, to }: SchemaNames): boolean {
  const [old, before, after] = [plain(from), plain(text), plain(twin)];
  for (let at = before.indexOf(old); at !== -1; at = before.indexOf(old, at + 1)) {
    if (before.slice(0, at) + plain(to) + before.slice(at + old.length) === after) return true;
  }
  return false;
}

/** Generated names differ from those of the schema by case, underscores and `$`. */
function plain(name: string): string {
  return name.replace(/[_$]/g, '').toLowerCase();
}

/** Imports are sorted by name, and declare nothing of the file. */
function withoutImports({ statements }: ts.SourceFile): ts.Node[] {
  return statements.filter((statement) => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement));
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
