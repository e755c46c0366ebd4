/** Texts that may be the old name, in places whose types do not say so: a person has to look at them. */

import { ts } from 'ts-morph';
import { forEachNode, holdersOf, isNameNode, partsOf, propertyIn } from './property-holders.js';
import { expectedAt } from './typed-words.js';

export interface OldNames {
  /** The names that a schema or a row gives to the definition: `until_tick`, `untilTick`. */
  readonly names: ReadonlySet<string>;
  /** New names of properties and new strings of generated code, such as `player.gold`, by the old ones. */
  readonly words: ReadonlyMap<string, string>;
  /** Names of modules that changed, without folder and extension. */
  readonly modules: ReadonlySet<string>;
}

export interface UntypedUse {
  readonly start: number;
  readonly length: number;
  readonly text: string;
}

/** `file` has been renamed in, so a name that still is the old one was not recognised. */
export function untypedUses(file: ts.SourceFile, old: OldNames, checker: ts.TypeChecker): UntypedUse[] {
  const found: UntypedUse[] = [];
  forEachNode(file, (node) => {
    const text = untypedText(node) ?? partialText(node);
    if (text === undefined) return;
    const start = node.getStart();
    found.push({ start, length: node.getEnd() - start, text });
  });
  return found;

  function untypedText(node: ts.Node): string | undefined {
    if (isTemplatePart(node)) return isQuery(node.text) ? node.text.trim() : undefined;
    if (!isNameNode(node)) return undefined;
    const holders = holdersOf(node, checker);
    if (holders !== undefined) return old.names.has(node.text) && holders.some(isOpen) ? node.text : undefined;
    if (!ts.isStringLiteralLike(node) || isModule(node) || node.text.length > 1_000) return undefined;
    const isName = old.words.has(node.text) || isPath(node.text) || isModulePath(node.text);
    if (!isName && !isQuery(node.text)) return undefined;
    return expectedAt(node, checker).size === 0 ? node.text : undefined;
  }

  /** A value of another type, which has the old name where the new one may be left out. The compiler accepts it. */
  function partialText(node: ts.Node): string | undefined {
    if (!ts.isExpression(node) || ts.isObjectLiteralExpression(node)) return undefined;
    const type = checker.getContextualType(node);
    if (type === undefined) return undefined;
    const expected = partsOf(type, checker);
    const has = (types: readonly ts.Type[], name: string): boolean => propertyIn(types, name, checker).length > 0;
    for (const from of old.names) {
      const to = old.words.get(from);
      if (to === undefined || !has(expected, to) || has(expected, from)) continue;
      if (has(partsOf(checker.getTypeAtLocation(node), checker), from)) return node.getText();
    }
    return undefined;
  }

  /** `inventory.gold`, `items[0].gold`. */
  function isPath(text: string): boolean {
    return /^[\w.[\]]+$/.test(text) && text.split(/[.[\]]+/).some((part) => old.names.has(part));
  }

  /** `select gold from player`. */
  function isQuery(text: string): boolean {
    return QUERY_WORD.test(text) && text.split(/\W+/).some((word) => old.names.has(word));
  }

  function isModulePath(text: string): boolean {
    const name = /\/([^/]+?)(?:\.[cm]?[jt]s)?$/.exec(text)?.[1];
    return name !== undefined && old.modules.has(name);
  }

  function isModule({ parent }: ts.Node): boolean {
    const isDeclared = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
    return isDeclared || ts.isExternalModuleReference(parent) || ts.isImportTypeNode(parent.parent);
  }
}

const QUERY_WORD = /\b(?:select|update|insert into|delete from|where|order by)\b/i;

/** `any`, or a type with any keys. */
function isOpen(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Any) !== 0 || type.getStringIndexType() !== undefined;
}

function isTemplatePart(node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}
