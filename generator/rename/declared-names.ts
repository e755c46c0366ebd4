/**
 * The declarations that change their names: those of generated code, and those of the application that must agree with
 * them, such as keys of data and members that override or implement generated ones.
 */

import { ts } from 'ts-morph';
import { forEachMeeting } from './data-flows.js';
import { keysOf } from './data-keys.js';
import type { GeneratedNames, RenamedDeclaration } from './generated-names.js';
import { forEachNode, holdersOf, isNameNode, literalAround, propertyIn } from './property-holders.js';
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
    forEachMeeting(node, this.checker, ({ expected, given }) => {
      for (const from of this.#names) {
        const keys = propertyIn(given, from, this.checker).flatMap(keysOf);
        const to = keys.length > 0 ? this.newPropertyIn(expected, from) : undefined;
        if (to !== undefined) this.#declareKeys(keys, { from, to });
      }
    });
  }

  #declareKeys(keys: readonly ts.ObjectLiteralElementLike[], renamed: RenamedDeclaration): void {
    for (const key of keys.flatMap((one) => [one, ...twinMembers(one)])) {
      if (!this.#declarations.has(key)) this.#declarations.set(key, renamed);
    }
  }
}
