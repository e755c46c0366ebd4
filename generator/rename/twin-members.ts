/**
 * Keys that share a type by their place: `[{ gold: 1 }, { gold: 2 }]` and `rich ? { gold: 1 } : { gold: 2 }` have one
 * type, which knows only one of the keys as its declaration.
 */

import { ts } from 'ts-morph';
import { literalAround } from './property-holders.js';

/** How to get from an expression to one inside of it: to a property, or to any element of an array. */
type Step = { readonly property: string } | 'element';

/** The members of object literals that have the place of this one, without itself. */
export function twinMembers(member: ts.ObjectLiteralElementLike): ts.ObjectLiteralElementLike[] {
  const name = nameOf(member);
  const literal = literalAround(member);
  if (name === undefined || literal === undefined) return [];
  const [root, steps] = outermost(literal);
  return descend(root, [...steps, { property: name }]).filter((one) => one !== member);
}

/** The expression around all twins, and the way from there. */
function outermost(literal: ts.ObjectLiteralExpression): [root: ts.Expression, steps: Step[]] {
  let root: ts.Expression = literal;
  const steps: Step[] = [];
  for (;;) {
    const parent: ts.Node = root.parent;
    if (ts.isArrayLiteralExpression(parent)) steps.unshift('element');
    else if (ts.isPropertyAssignment(parent) && parent.initializer === root) {
      const name = nameOf(parent);
      const around = literalAround(parent);
      if (name === undefined || around === undefined) return [root, steps];
      steps.unshift({ property: name });
      root = around;
      continue;
    } else if (!isTransparent(parent) && !isBranch(parent, root)) return [root, steps];
    root = parent;
  }
}

function descend(node: ts.Expression, steps: readonly Step[]): ts.ObjectLiteralElementLike[] {
  if (isTransparent(node)) return descend(node.expression, steps);
  if (ts.isConditionalExpression(node)) return [...descend(node.whenTrue, steps), ...descend(node.whenFalse, steps)];
  const [step, ...rest] = steps;
  if (step === 'element') {
    return ts.isArrayLiteralExpression(node) ? node.elements.flatMap((element) => descend(element, rest)) : [];
  }
  if (step === undefined || !ts.isObjectLiteralExpression(node)) return [];
  const members = node.properties.filter((one) => nameOf(one) === step.property);
  if (rest.length === 0) return members;
  return members.flatMap((one) => (ts.isPropertyAssignment(one) ? descend(one.initializer, rest) : []));
}

function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined;
}

function isBranch(node: ts.Node, child: ts.Node): node is ts.ConditionalExpression {
  return ts.isConditionalExpression(node) && node.condition !== child;
}

/** Expressions with the type of what they contain. */
function isTransparent(node: ts.Node): node is ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node);
}
