/** Properties whose names are in variables: no rename can follow the text of a string through the program. */

import { ts } from 'ts-morph';
import type { TypeFault } from './app-project.js';

/** Whether a type error is at `row[key]`, or at a pattern or literal with `[key]`. */
export function hasVariableKey(program: ts.Program, { file, start, length }: TypeFault): boolean {
  const source = file === undefined ? undefined : program.getSourceFile(file);
  if (source === undefined) return false;
  let isFound = false;
  const visit = (node: ts.Node): void => {
    if (node.getEnd() < start || node.getFullStart() > start + length) return;
    const key = keyIn(node);
    const isAt = node.getStart() === start || key?.getStart() === start;
    if (key !== undefined && isAt && !ts.isStringLiteralLike(key) && !ts.isNumericLiteral(key)) isFound = true;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return isFound;
}

function keyIn(node: ts.Node): ts.Expression | undefined {
  if (ts.isElementAccessExpression(node)) return node.argumentExpression;
  return ts.isComputedPropertyName(node) ? node.expression : undefined;
}
