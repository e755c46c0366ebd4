/**
 * The page on errors has every code and every fact, and no other. Every fact that the runtime's source gives to a code,
 * and every fact of the errors that the page's examples meet, is listed with that code.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { Page, ROOT } from './page.js';

const RUNTIME = join(ROOT, 'runtime/src');
const SOURCE = readFileSync(join(RUNTIME, 'errors.ts'), 'utf8');
const PAGE = new Page('docs/errors.md');

/** The text of each code, by code, in the order of the page. */
const SECTIONS = new Map(
  PAGE.text.split(/^##+ /m).flatMap((section): [string, string][] => {
    const [, code] = /^`([A-Z_]+)`\n/.exec(section) ?? [];
    return code === undefined ? [] : [[code, section]];
  }),
);

/** Each of these has an example. */
const MAIN_CODES = [
  'ENTITY_NOT_FOUND',
  'COMPONENT_NOT_FOUND',
  'SCHEMA_ERROR',
  'TRANSACTION_ERROR',
  'IO_ERROR',
  'SERIALIZATION_ERROR',
  'FIELD_TYPE_MISMATCH',
  'ALIGNMENT_ERROR',
  'CHANNEL_CLOSED',
  'TIMEOUT',
];

test('has every code in alphabetical order, and no other', () => {
  const [union = ''] = /type ErrorCode =[^;]*;/.exec(SOURCE) ?? [];
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect([...SECTIONS.keys()]).toEqual(codes.sort());
});

test('has every fact, and no other', () => {
  const [table = ''] = /^## Facts\n.*?(?=^## )/ms.exec(PAGE.text) ?? [];
  const cells = [...table.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell);
  expect(cells.flatMap(namesIn).sort()).toEqual(factsOfErrors().sort());
});

describe.each([...SECTIONS])('%s', (code, section) => {
  test('has its facts, a cause, and what to do', () => {
    expect(section).toMatch(/\n\n- \*\*Facts:\*\* .*\n- \*\*Cause:\*\* .*\n- \*\*What to do:\*\* /s);
    expect(documentedFacts(section).filter((fact) => !factsOfErrors().includes(fact))).toEqual([]);
  });

  test('lists the facts that the source gives to it', () => {
    const given = [...(FACTS_IN_SOURCE.get(code) ?? [])];
    expect(given.filter((fact) => !documentedFacts(section).includes(fact))).toEqual([]);
  });

  test('lists the facts that its example prints', () => {
    const [, printed] = /^```text\n(.*?)^```$/ms.exec(section) ?? [];
    expect(printed !== undefined || !MAIN_CODES.includes(code)).toBe(true);
    if (printed === undefined) return;
    expect(printed).toMatch(new RegExp(`^${code} `));
    const facts = [...printed.matchAll(/[{,]\s+(\w+): /g)].map(([, fact = '']) => fact);
    expect(facts.filter((fact) => !documentedFacts(section).includes(fact))).toEqual([]);
  });
});

test('the main codes have sections', () => {
  expect([...SECTIONS.keys()]).toEqual(expect.arrayContaining(MAIN_CODES));
});

/** The facts that errors can have, from the interface. */
function factsOfErrors(): string[] {
  const [facts = ''] = /interface ErrorFacts {.*?\n}/s.exec(SOURCE) ?? [];
  return [...facts.matchAll(/readonly (\w+)\?:/g)].map(([, fact = '']) => fact);
}

function documentedFacts(section: string): string[] {
  const [, facts = ''] = /\*\*Facts:\*\* (.*?)\n- \*\*/s.exec(section) ?? [];
  return namesIn(facts);
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
}

/** Of each code, the facts that are written where the error is made. */
const FACTS_IN_SOURCE = factsInSource();

function factsInSource(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })) {
    if (!/(?<!\.d)\.ts$/.test(path)) continue;
    const file = ts.createSourceFile(path, readFileSync(join(RUNTIME, path), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'EcsDbError') {
        const [code, , facts] = node.arguments ?? [];
        if (code !== undefined && ts.isStringLiteral(code)) {
          const names = found.get(code.text) ?? new Set<string>();
          for (const name of facts === undefined ? [] : keysOf(facts)) names.add(name);
          found.set(code.text, names);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** The keys of object literals in an expression: the object itself, and those that are spread into it. */
function keysOf(node: ts.Node): string[] {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) return [node.name.getText()];
  return node.getChildren().flatMap(keysOf);
}
