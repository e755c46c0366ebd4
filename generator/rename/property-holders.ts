/** Which type has the property that a name in the source refers to. */

import { ts } from 'ts-morph';

/** Names of properties can be identifiers or, where the language allows it, string literals. */
export type NameNode = ts.Identifier | ts.StringLiteralLike;

export function isNameNode(node: ts.Node): node is NameNode {
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node);
}

/** The types whose property the node names: several for a union. Undefined if the node does not name a property. */
export function holdersOf(node: NameNode, checker: ts.TypeChecker): readonly ts.Type[] | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return partsOf(checker.getTypeAtLocation(parent.expression), checker);
  }
  const isText = ts.isStringLiteralLike(node);
  if (isText && ts.isElementAccessExpression(parent) && parent.argumentExpression === node) {
    return partsOf(checker.getTypeAtLocation(parent.expression), checker);
  }
  if (ts.isLiteralTypeNode(parent) && ts.isIndexedAccessTypeNode(parent.parent) && parent.parent.indexType === parent) {
    return partsOf(checker.getTypeAtLocation(parent.parent.objectType), checker);
  }
  if (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent)) {
    const isKey = parent.propertyName === node || (parent.propertyName === undefined && parent.name === node);
    return isKey && parent.dotDotDotToken === undefined ? typesOfPattern(parent.parent, checker) : undefined;
  }
  // `{ ['gold']: 5 }`, and the same as a pattern.
  if (isText && ts.isComputedPropertyName(parent)) return holdersOfKey(parent, node.text, checker);
  const literal = literalAround(parent);
  return literal !== undefined && ts.isObjectLiteralElementLike(parent) && parent.name === node
    ? holdersInLiteral(literal, node.text, checker)
    : undefined;
}

function holdersOfKey(
  key: ts.ComputedPropertyName,
  name: string,
  checker: ts.TypeChecker,
): readonly ts.Type[] | undefined {
  const { parent } = key;
  if (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent)) {
    return typesOfPattern(parent.parent, checker);
  }
  const literal = literalAround(parent);
  return literal && holdersInLiteral(literal, name, checker);
}

/** The object literal that a member is in. */
export function literalAround(member: ts.Node): ts.ObjectLiteralExpression | undefined {
  return ts.isObjectLiteralExpression(member.parent) ? member.parent : undefined;
}

/** The property of this name in one of the types. */
export function propertyIn(types: readonly ts.Type[], name: string, checker: ts.TypeChecker): ts.Symbol[] {
  return types.flatMap((type) => checker.getPropertyOfType(type, name) ?? []);
}

/** The members of a union; the constraint of a type parameter. */
export function partsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const whole = checker.getBaseConstraintOfType(type) ?? type;
  if (whole.isUnion()) return whole.types.map((part) => checker.getApparentType(part));
  return [checker.getApparentType(whole)];
}

function typesOfPattern(pattern: ts.ObjectBindingPattern, checker: ts.TypeChecker): readonly ts.Type[] {
  return partsOf(checker.getTypeAtLocation(pattern), checker);
}

/**
 * The types that an object literal is checked against or, where it is assigned to, those that it takes apart. A key
 * that these do not have may replace that of an object which is spread: `{ ...data, gold: 5 }`.
 */
function holdersInLiteral(
  literal: ts.ObjectLiteralExpression,
  name: string,
  checker: ts.TypeChecker,
): readonly ts.Type[] {
  const assigned = typesAssignedTo(literal, checker);
  if (assigned !== undefined) return assigned;
  const expected = checker.getContextualType(literal);
  const types = expected === undefined ? [] : partsOf(expected, checker);
  if (propertyIn(types, name, checker).length > 0) return types;
  const spread = literal.properties.filter(ts.isSpreadAssignment);
  return [...types, ...spread.flatMap(({ expression }) => partsOf(checker.getTypeAtLocation(expression), checker))];
}

/** `({ gold } = row)`, also nested: the types of the row. Undefined if nothing is assigned to the expression. */
function typesAssignedTo(node: ts.Expression, checker: ts.TypeChecker): readonly ts.Type[] | undefined {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return typesAssignedTo(parent, checker);
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return parent.left === node ? partsOf(checker.getTypeAtLocation(parent.right), checker) : undefined;
  }
  if (!ts.isPropertyAssignment(parent) || parent.initializer !== node || !isNameNode(parent.name)) return undefined;
  const around = typesAssignedTo(parent.parent, checker);
  if (around === undefined) return undefined;
  const properties = propertyIn(around, parent.name.text, checker);
  return properties.flatMap((property) => partsOf(checker.getTypeOfSymbolAtLocation(property, node), checker));
}

/** Calls `visit` for each node of a file, also for those of its JSDoc links. */
export function forEachNode(root: ts.Node, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    for (const doc of ts.getJSDocCommentsAndTags(node)) if (doc.parent === node) walk(doc);
    ts.forEachChild(node, walk);
  };
  ts.forEachChild(root, walk);
}
