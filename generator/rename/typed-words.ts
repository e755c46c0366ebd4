/**
 * Names that types allow without a declaration: paths of columns, keys of mapped types, and other strings.
 *
 * They are found by what the type checker expects of them after everything else was renamed: if a place allows the new
 * name and not the old one, the old one stood for it.
 */

import { ts } from 'ts-morph';
import type { Edit } from './edits.js';
import { replaceName } from './name-uses.js';
import { forEachNode, holdersOf, isNameNode, partsOf, propertyIn } from './property-holders.js';

export type Words = ReadonlyMap<string, string>;

export function wordEdits(file: ts.SourceFile, words: Words, checker: ts.TypeChecker): Edit[] {
  const edits: Edit[] = [];
  forEachNode(file, (node) => {
    if (!isNameNode(node)) return;
    const to = words.get(node.text);
    if (to === undefined) return;
    const from = node.text;
    const holders = holdersOf(node, checker);
    if (holders !== undefined) {
      if (!hasOnly(holders, from, to)) return;
      edits.push(replaceName(node, isShort(node) ? `${to}: ${from}` : to));
    } else if (ts.isStringLiteralLike(node) && allowsOnly(expectedAt(node, checker), from, to)) {
      edits.push(replaceName(node, to));
    }
  });
  return edits;

  function hasOnly(types: readonly ts.Type[], from: string, to: string): boolean {
    return propertyIn(types, from, checker).length === 0 && propertyIn(types, to, checker).length > 0;
  }
}

/** `{ gold }`, in a literal or a pattern. */
function isShort({ parent }: ts.Node): boolean {
  return ts.isShorthandPropertyAssignment(parent) || (ts.isBindingElement(parent) && parent.propertyName === undefined);
}

function allowsOnly(allowed: ReadonlySet<string>, from: string, to: string): boolean {
  return allowed.has(to) && !allowed.has(from);
}

/** The strings that the place of a literal allows, as far as its types list them; empty if they do not. */
export function expectedAt(node: ts.StringLiteralLike, checker: ts.TypeChecker): ReadonlySet<string> {
  return new Set(typesAt(node, checker).flatMap((type) => stringsOf(type, checker)));
}

function typesAt(node: ts.StringLiteralLike, checker: ts.TypeChecker): ts.Type[] {
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent)) return typesOfArgument(parent, checker);
  if (ts.isCaseClause(parent)) return [checker.getTypeAtLocation(parent.parent.parent.expression)];
  if (ts.isBinaryExpression(parent) && COMPARISONS.has(parent.operatorToken.kind)) {
    return [checker.getTypeAtLocation(parent.left === node ? parent.right : parent.left)];
  }
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InKeyword && parent.left === node) {
    return keysOf(checker.getTypeAtLocation(parent.right), checker);
  }
  const expected = checker.getContextualType(node);
  return expected === undefined ? [] : [expected];
}

const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** A literal among the arguments of a type: `Pick<PlayerData, 'gold'>`. */
function typesOfArgument(literal: ts.LiteralTypeNode, checker: ts.TypeChecker): ts.Type[] {
  let argument: ts.TypeNode = literal;
  while (ts.isUnionTypeNode(argument.parent) || ts.isParenthesizedTypeNode(argument.parent)) argument = argument.parent;
  const { parent } = argument;
  if (!ts.isTypeReferenceNode(parent) && !ts.isExpressionWithTypeArguments(parent) && !ts.isCallExpression(parent)) {
    return [];
  }
  const list: readonly ts.TypeNode[] = parent.typeArguments ?? [];
  const index = list.indexOf(argument);
  const types = list.map((one) => checker.getTypeAtLocation(one));
  const parameters = parametersOf(parent, checker);
  const constraint = parameters[index]?.constraint;
  // `Omit` accepts any key, `Extract` and `Exclude` any type.
  const [first] = types;
  const name = ts.isTypeReferenceNode(parent) ? parent.typeName.getText() : '';
  if (first !== undefined && index === 1 && name === 'Omit') return keysOf(first, checker);
  if (first !== undefined && index === 1 && (name === 'Extract' || name === 'Exclude')) return [first];
  if (constraint === undefined) return [];
  const found: ts.Type[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword) {
      const position = parameters.findIndex((one) => one.name.text === node.type.getText());
      found.push(...keysOf(types[position] ?? checker.getTypeAtLocation(node.type), checker));
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(constraint);
  return found;
}

function parametersOf(
  node: ts.TypeReferenceNode | ts.ExpressionWithTypeArguments | ts.CallExpression,
  checker: ts.TypeChecker,
): readonly ts.TypeParameterDeclaration[] {
  if (ts.isCallExpression(node)) {
    const declaration = checker.getResolvedSignature(node)?.declaration;
    return declaration === undefined || ts.isJSDocSignature(declaration) ? [] : (declaration.typeParameters ?? []);
  }
  const symbol = checker.getSymbolAtLocation(ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  for (const declaration of meant?.declarations ?? []) {
    const isGeneric =
      ts.isTypeAliasDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) || ts.isClassLike(declaration);
    if (isGeneric) return declaration.typeParameters ?? [];
  }
  return [];
}

/** The names of properties as types of strings. */
function keysOf(type: ts.Type, checker: ts.TypeChecker): ts.Type[] {
  return partsOf(type, checker).flatMap((part) =>
    checker.getPropertiesOfType(part).map(({ name }) => checker.getStringLiteralType(name)),
  );
}

function stringsOf(type: ts.Type, checker: ts.TypeChecker): string[] {
  const whole = checker.getBaseConstraintOfType(type) ?? type;
  const parts = whole.isUnion() ? whole.types : [whole];
  return parts.flatMap((part) => (part.isStringLiteral() ? part.value : []));
}
