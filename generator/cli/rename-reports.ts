/** What a rename reports about places in an application. */

import { relative, sep } from 'node:path';
import { type Diagnostic, lineStarts, positionOf, quote } from '../diagnostics/index.js';
import {
  describeTarget,
  type ProjectRename,
  type RenameFault,
  type SchemaRename,
  type Target,
  type TypeFault,
} from '../rename/index.js';
import { pascalCase } from '../schema/index.js';

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The text that the positions refer to. */
  readonly text: string;
}

/** A path as messages show it. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return (short === '' ? '.' : short).split(sep).join('/');
}

/** Errors that the rename causes: warnings if they are accepted. */
export function faultReports(
  faults: readonly RenameFault[],
  target: Target,
  force: boolean,
  textOf: (path: string) => string,
): Report[] {
  const severity = force ? 'warning' : 'error';
  const help = force
    ? 'correct the place: the rename causes this error'
    : 'nothing was written; change the place before the rename, or give --force and correct it afterwards';
  const [named, others] = [faults.filter((one) => one.hasVariableKey), faults.filter((one) => !one.hasVariableKey)];
  return [
    ...reportsOf(others, { code: 'ECS135', severity, help }, textOf),
    ...reportsOf(named, { code: 'ECS135', severity, help: `${help}. ${keyHelp(target)}` }, textOf),
  ];
}

function keyHelp(target: Target): string {
  const example = keysOf(target);
  return example === undefined
    ? 'A name in a variable is renamed if the type of the variable lists names'
    : `A name in a variable is renamed if its type lists names, as in "const key: ${example} = ..."`;
}

/** The type of names among which generated code has that of the definition. */
function keysOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'field':
      return `keyof ${pascalCase(target.owner)}Data`;
    case 'field of a custom type':
      return `keyof ${pascalCase(target.owner)}`;
    case 'variant':
      return `keyof typeof ${pascalCase(target.owner)}`;
    default:
      return undefined;
  }
}

export function reportsOf(
  faults: readonly TypeFault[],
  kind: Pick<Diagnostic, 'code' | 'severity'> & { readonly help: string },
  textOf: (path: string) => string,
): Report[] {
  const files = [...new Set(faults.map(({ file }) => file))];
  return files.map((file) => {
    const text = file === undefined ? '' : textOf(file);
    const starts = lineStarts(text);
    const diagnostics = faults
      .filter((fault) => fault.file === file)
      .map(({ start, length, message }): Diagnostic => {
        const position = positionOf(text, starts, { start, end: start + length });
        const name = file === undefined ? 'tsconfig.json' : shown(file);
        return { ...kind, message, file: name, ...position, path: [] };
      });
    return { diagnostics, text };
  });
}

export function untypedReports(
  { untyped }: ProjectRename,
  { target }: SchemaRename,
  textOf: (path: string) => string,
): Report[] {
  const diagnostics = [...untyped].flatMap(([path, uses]) => {
    const text = textOf(path);
    const starts = lineStarts(text);
    return uses.map(({ start, length, text: found, isValue }): Diagnostic => {
      const position = positionOf(text, starts, { start, end: start + length });
      const place = { severity: 'note', file: shown(path), ...position, path: [] } as const;
      const definition = describeTarget(target);
      if (isValue) {
        const at = quote(shortened(found));
        const message = `the value of ${definition} is lost at ${at}: one type there has the old name`;
        return {
          code: 'ECS136',
          message,
          ...place,
          help: 'use the generated type, or rename the property of the other type',
        };
      }
      const message = `${quote(found)} may refer to ${definition}; no type says so, and it stays as it is`;
      return { code: 'ECS136', message, ...place };
    });
  });
  return diagnostics.length === 0 ? [] : [{ diagnostics, text: '' }];
}

/** An expression in one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}
