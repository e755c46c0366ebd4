/**
 * The declarations that change their names: those of generated code, and those of the application that must agree with
 * them, such as keys of data and members that override or implement generated ones.
 */

import { ts } from 'ts-morph';
import type { GeneratedNames, RenamedDeclaration } from './generated-names.js';
import { forEachNode, holdersOf, isNameNode, literalAround, partsOf, propertyIn } from './property-holders.js';
import { twinMembers } from './twin-members.js';

export class DeclaredNames {
  readonly #declarations: Map<ts.Node, RenamedDeclaration>;
  readonly #names: ReadonlySet<string>;
  readonly checker: ts.TypeChecker;

  constructor({ declarations }: GeneratedNames, checker: ts.TypeChecker) {
    this.#declarations = declarations;
    this.#names = new Set([...declarations.values()].map(({ from }) => from));
    this.checker = checker;
  }

  /** Whether a declaration with this name is renamed, so that most nodes need not be looked at. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The new name of what a symbol stands for, if `name` is its old one. Follows imports. */
  newNameOf(symbol: ts.Symbol | undefined, name: string): string | undefined {
    if (symbol === undefined) return undefined;
    const meant = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of meant.declarations ?? []) {
      const renamed = this.#declarations.get(declaration);
      if (renamed?.from === name) return renamed.to;
    }
    return undefined;
  }

  /** The new name of the property that a node names. */
  newPropertyAt(node: ts.Identifier | ts.StringLiteralLike): string | undefined {
    const types = holdersOf(node, this.checker);
    return types && this.newPropertyIn(types, node.text);
  }

  newPropertyIn(types: readonly ts.Type[], name: string): string | undefined {
    for (const symbol of propertyIn(types, name, this.checker)) {
      const found = this.newNameOf(symbol, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Adds the declarations of the application that follow from known ones, until there are no more. */
  addFrom(files: readonly ts.SourceFile[]): void {
    let size: number;
    do {
      size = this.#declarations.size;
      for (const file of files) forEachNode(file, (node) => this.#addAt(node));
    } while (this.#declarations.size > size);
  }

  #addAt(node: ts.Node): void {
    if (ts.isExpression(node)) this.#addFlow(node);
    if (!isNameNode(node) || !this.has(node.text)) return;
    const { parent } = node;
    if (!('name' in parent) || parent.name !== node || this.#declarations.has(parent)) return;
    const to = literalAround(parent) !== undefined ? this.newPropertyAt(node) : this.#newMember(parent, node.text);
    if (to !== undefined) this.#declarations.set(parent, { from: node.text, to });
  }

  /** A member of a class or interface that has it from a base, or of an intersection. */
  #newMember(member: ts.Node, name: string): string | undefined {
    const owner = ts.isParameter(member) ? member.parent.parent : member.parent;
    if (ts.isParameter(member) && !ts.isParameterPropertyDeclaration(member, member.parent)) return undefined;
    if (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner)) {
      const bases = owner.heritageClauses?.flatMap(({ types }) => types) ?? [];
      return this.newPropertyIn(
        bases.map((base) => this.checker.getTypeAtLocation(base)),
        name,
      );
    }
    if (ts.isTypeLiteralNode(owner) && ts.isIntersectionTypeNode(owner.parent)) {
      const others = owner.parent.types.filter((type) => type !== owner);
      return this.newPropertyIn(
        others.map((type) => this.checker.getTypeAtLocation(type)),
        name,
      );
    }
    return undefined;
  }

  /** An object literal that was stored in a variable before it is passed as data: its keys are those of the data. */
  #addFlow(node: ts.Expression): void {
    if (ts.isObjectLiteralExpression(node) || ts.isStringLiteralLike(node) || ts.isFunctionLike(node)) return;
    const expected = this.checker.getContextualType(node);
    if (expected === undefined) return;
    const given = partsOf(this.checker.getTypeAtLocation(node), this.checker);
    this.#addKeys(partsOf(expected, this.checker), given, node, 0);
  }

  /** Adds keys of object literals that become properties of the types expected, also inside of these literals. */
  #addKeys(expected: readonly ts.Type[], given: readonly ts.Type[], at: ts.Node, depth: number): void {
    if (depth > FLOW_DEPTH_MAX) return;
    for (const property of given.flatMap((type) => this.checker.getPropertiesOfType(type))) {
      const keys = (property.declarations ?? []).filter(isKey);
      if (keys.length === 0) continue;
      const { name } = property;
      const to = this.has(name) ? this.newPropertyIn(expected, name) : undefined;
      if (to !== undefined) this.#declareKeys(keys, { from: name, to });
      const typesOf = (symbol: ts.Symbol): readonly ts.Type[] =>
        partsOf(this.checker.getTypeOfSymbolAtLocation(symbol, at), this.checker);
      const inner = propertyIn(expected, name, this.checker).flatMap(typesOf);
      if (inner.length > 0) this.#addKeys(inner, typesOf(property), at, depth + 1);
    }
    const elements = (types: readonly ts.Type[]): readonly ts.Type[] =>
      types.flatMap((type) => {
        const isList = this.checker.isArrayType(type) || this.checker.isTupleType(type);
        const element = isList ? type.getNumberIndexType() : undefined;
        return element === undefined ? [] : partsOf(element, this.checker);
      });
    const [wanted, had] = [elements(expected), elements(given)];
    if (wanted.length > 0 && had.length > 0) this.#addKeys(wanted, had, at, depth + 1);
  }

  #declareKeys(keys: readonly ts.ObjectLiteralElementLike[], renamed: RenamedDeclaration): void {
    for (const key of keys.flatMap((one) => [one, ...twinMembers(one)])) {
      if (!this.#declarations.has(key)) this.#declarations.set(key, renamed);
    }
  }
}

/** Data has no deeper levels of custom types and arrays in practice. */
const FLOW_DEPTH_MAX = 8;

function isKey(declaration: ts.Declaration): declaration is ts.ObjectLiteralElementLike {
  return ts.isObjectLiteralElementLike(declaration) && literalAround(declaration) !== undefined;
}
