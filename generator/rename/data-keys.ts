/**
 * Keys of object literals that become data somewhere else, found after other names were changed.
 *
 * Literals with equal types share one type, which knows only one of the keys as its declaration. When that key has
 * another name, the types differ, and the next round finds the next key.
 */

import { ts } from 'ts-morph';
import { forEachMeeting } from './data-flows.js';
import type { Edit } from './edits.js';
import { replaceName } from './name-uses.js';
import { forEachNode, isNameNode, literalAround, propertyIn } from './property-holders.js';
import type { Words } from './typed-words.js';

/** Edits by the files that contain the keys. */
export function keyEdits(
  files: readonly ts.SourceFile[],
  words: Words,
  checker: ts.TypeChecker,
): ReadonlyMap<ts.SourceFile, readonly Edit[]> {
  const found = new Map<ts.SourceFile, Edit[]>();
  for (const file of files) {
    forEachNode(file, (node) => {
      if (!ts.isExpression(node)) return;
      forEachMeeting(node, checker, ({ expected, given }) => {
        for (const [from, to] of words) {
          if (!isLost(from, to, expected, checker)) continue;
          for (const key of propertyIn(given, from, checker).flatMap(keysOf)) addEdit(key, to);
        }
      });
    });
  }
  return found;

  function addEdit({ name }: ts.ObjectLiteralElementLike, to: string): void {
    if (name === undefined || !isNameNode(name)) return;
    const file = name.getSourceFile();
    if (!files.includes(file)) return;
    const isShort = ts.isShorthandPropertyAssignment(name.parent);
    const edit = replaceName(name, isShort ? `${to}: ${name.text}` : to);
    found.set(file, [...(found.get(file) ?? []), edit]);
  }
}

/** Whether types have the new name of a property and not the old one. */
export function isLost(from: string, to: string, types: readonly ts.Type[], checker: ts.TypeChecker): boolean {
  return propertyIn(types, to, checker).length > 0 && propertyIn(types, from, checker).length === 0;
}

/** The keys of object literals that declare a property. */
export function keysOf({ declarations = [] }: ts.Symbol): ts.ObjectLiteralElementLike[] {
  return declarations.filter(
    (one): one is ts.ObjectLiteralElementLike => ts.isObjectLiteralElementLike(one) && literalAround(one) !== undefined,
  );
}
