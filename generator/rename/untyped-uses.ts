/** Texts that may be the old name, in places whose types do not say so: a person has to look at them. */

import { ts } from 'ts-morph';
import type { Span } from '../diagnostics/index.js';
import { forEachMeeting } from './data-flows.js';
import { isLost } from './data-keys.js';
import { forEachNode, holdersOf, isNameNode, propertyIn } from './property-holders.js';
import { expectedAt } from './typed-words.js';

export interface OldNames {
  /** The names that a schema or a row gives to the definition: `until_tick`, `untilTick`. */
  readonly names: ReadonlySet<string>;
  /** New names of properties and new strings of generated code, such as `player.gold`, by the old ones. */
  readonly words: ReadonlyMap<string, string>;
  /** Of the generated files. */
  readonly directory: string;
  /** Names of modules that changed, without folder and extension. */
  readonly modules: ReadonlySet<string>;
}

export interface UntypedUse {
  readonly start: number;
  readonly length: number;
  readonly text: string;
  /** Whether a value loses the property, and not a text that may be its name. */
  readonly isValue: boolean;
}

/** `file` has been renamed in, so a name that still is the old one was not recognised. */
export function untypedUses(file: ts.SourceFile, old: OldNames, checker: ts.TypeChecker): UntypedUse[] {
  const found: UntypedUse[] = [];
  const wrappers: Span[] = [];
  forEachNode(file, (node) => {
    const untyped = untypedText(node);
    const text = untyped ?? lossyText(node);
    if (text === undefined) return;
    const start = node.getStart();
    const isValue = untyped === undefined;
    found.push({ start, length: node.getEnd() - start, text, isValue });
    if (isValue && isWrapper(node)) wrappers.push({ start, end: node.getEnd() });
  });
  // What a list or a condition contains is the place to look at.
  return found.filter(({ start, length }) => {
    const wrapper = wrappers.find((one) => one.start === start && one.end === start + length);
    if (wrapper === undefined) return true;
    return !found.some((one) => one.isValue && one.length < length && isInside(one, wrapper));
  });

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

  /**
   * A value that is used as one of another type, where one of them has the new name, the other one still the old name,
   * and both may be left out. The compiler accepts it, and the property is lost.
   */
  function lossyText(node: ts.Node): string | undefined {
    if (!ts.isExpression(node)) return undefined;
    let isFound = false;
    forEachMeeting(node, checker, ({ expected, given }) => {
      for (const from of old.names) {
        const to = old.words.get(from);
        if (to === undefined) continue;
        const has = (types: readonly ts.Type[], name: string): boolean => propertyIn(types, name, checker).length > 0;
        const isForward = isLost(from, to, expected, checker) && has(given, from);
        const isBackward =
          isLost(from, to, given, checker) && has(expected, from) && (!has(expected, to) || isGenerated(given, to));
        isFound ||= isForward || isBackward;
      }
    });
    return isFound ? node.getText() : undefined;
  }

  /** A type with both names got the value under the old one. */
  function isGenerated(types: readonly ts.Type[], name: string): boolean {
    const declarations = propertyIn(types, name, checker).flatMap((property) => property.declarations ?? []);
    return declarations.some((one) => one.getSourceFile().fileName.startsWith(`${old.directory}/`));
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

/** Expressions whose value is that of an expression inside, or has it as an element. */
function isWrapper(node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isBinaryExpression(node)
  );
}

function isInside({ start, length }: UntypedUse, wrapper: Span): boolean {
  return start >= wrapper.start && start + length <= wrapper.end;
}

function isTemplatePart(node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}
