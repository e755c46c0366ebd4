/** The edits of one file that follow from declarations which change their names, found by the type checker. */

import { ts } from 'ts-morph';
import type { DeclaredNames } from './declared-names.js';
import type { Edit } from './edits.js';
import { forEachNode, holdersOf, isNameNode, type NameNode } from './property-holders.js';

/** Renamed modules: new file names without folders and extension, by paths of files. */
export type ModuleNames = ReadonlyMap<string, { readonly from: string; readonly to: string }>;

export function nameEdits(file: ts.SourceFile, declared: DeclaredNames, modules: ModuleNames): Edit[] {
  const { checker } = declared;
  const bindings = bindingNames(file);
  const edits: Edit[] = [];
  forEachNode(file, (node) => {
    if (ts.isStringLiteralLike(node)) {
      const path = modulePath(node, checker, modules);
      if (path !== undefined) edits.push(replaceName(node, path));
    }
    if (!isNameNode(node) || !declared.has(node.text)) return;
    const edit = editAt(node);
    if (edit !== undefined) edits.push(edit);
  });
  return edits;

  function editAt(node: NameNode): Edit | undefined {
    const { parent } = node;
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) return editShorthand(parent);
    if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return editSpecifier(node, parent);
    if (holdersOf(node, checker) !== undefined) {
      const to = declared.newPropertyAt(node) ?? symbolName(node);
      if (to === undefined) return undefined;
      const isBinding = ts.isBindingElement(parent) && parent.propertyName === undefined;
      return replaceName(node, isBinding ? `${to}: ${node.text}` : to);
    }
    const to = symbolName(node);
    if (to === undefined || (isTaken(to) && isImported(node))) return undefined;
    return replaceName(node, to);
  }

  /** `{ gold }`: a key and a variable, each of which may get another name. */
  function editShorthand({ name }: ts.ShorthandPropertyAssignment): Edit | undefined {
    const key = declared.newPropertyAt(name) ?? symbolName(name) ?? name.text;
    const variable = checker.getShorthandAssignmentValueSymbol(name.parent);
    const renamed = declared.newNameOf(variable, name.text);
    const value = renamed === undefined || isTaken(renamed) ? name.text : renamed;
    if (key === name.text && value === name.text) return undefined;
    return replaceName(name, key === value ? key : `${key}: ${value}`);
  }

  /** An import whose new name the file has for something else keeps the old one as its local name. */
  function editSpecifier(node: NameNode, specifier: ts.ImportSpecifier | ts.ExportSpecifier): Edit | undefined {
    const to = symbolName(node);
    if (to === undefined) return undefined;
    if (specifier.propertyName !== undefined) return replaceName(node, to);
    if (!isTaken(to)) return replaceName(node, to);
    if (ts.isImportSpecifier(specifier)) return replaceName(node, `${to} as ${node.text}`);
    return replaceName(node, specifier.parent.parent.moduleSpecifier === undefined ? `${node.text} as ${to}` : to);
  }

  function symbolName(node: NameNode): string | undefined {
    return declared.newNameOf(checker.getSymbolAtLocation(node), node.text);
  }

  function isTaken(name: string): boolean {
    return bindings.has(name);
  }

  /** Whether an identifier stands for itself and not for a member of what is before it. */
  function isImported(node: NameNode): boolean {
    const symbol = checker.getSymbolAtLocation(node);
    const isMember =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
      (ts.isQualifiedName(node.parent) && node.parent.right === node) ||
      (ts.isImportTypeNode(node.parent) && node.parent.qualifier === node);
    return !isMember && symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  }
}

/** The identifiers of a file that are no names of members: an import with one of these names would collide. */
function bindingNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  forEachNode(file, (node) => {
    if (!ts.isIdentifier(node)) return;
    const { parent } = node;
    const isMember =
      (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      (ts.isQualifiedName(parent) && parent.right === node) ||
      ((ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isBindingElement(parent)) &&
        parent.propertyName === node) ||
      ((ts.isObjectLiteralElementLike(parent) || ts.isTypeElement(parent) || ts.isClassElement(parent)) &&
        parent.name === node &&
        !ts.isShorthandPropertyAssignment(parent));
    if (!isMember) names.add(node.text);
  });
  return names;
}

/** The new specifier of a module that is renamed: `./generated/player.js`. */
function modulePath(node: ts.StringLiteralLike, checker: ts.TypeChecker, modules: ModuleNames): string | undefined {
  const file = checker.getSymbolAtLocation(node)?.valueDeclaration;
  if (file === undefined || !ts.isSourceFile(file)) return undefined;
  const renamed = modules.get(file.fileName);
  if (renamed === undefined) return undefined;
  const at = node.text.lastIndexOf('/') + 1;
  const [folder, name] = [node.text.slice(0, at), node.text.slice(at)];
  const isOwn = name === renamed.from || name.startsWith(`${renamed.from}.`);
  return isOwn ? `${folder}${renamed.to}${name.slice(renamed.from.length)}` : undefined;
}

/** The quotes of a string stay. */
export function replaceName(node: NameNode, text: string): Edit {
  const quote = ts.isIdentifier(node) ? 0 : 1;
  return { start: node.getStart() + quote, end: node.getEnd() - quote, text };
}
