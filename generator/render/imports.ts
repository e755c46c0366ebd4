/** The imports of one generated file, collected while its text is made: what is not used is not imported. */

import { LINE_WIDTH, stringLiteral } from './literals.js';

/** The one entry of the runtime that generated code imports; its version is part of the name. */
export const RUNTIME = '@ecsdb/runtime/codegen-v1';

interface Import {
  readonly local: string;
  /** False as soon as one use needs the value. */
  typeOnly: boolean;
}

export class Imports {
  readonly #modules = new Map<string, Map<string, Import>>();
  readonly #taken: ReadonlySet<string>;

  /** `taken` are the names that the schema brings into this file; what the runtime exports gives way to them. */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** Imports a value of the runtime; answers the name to use. */
  runtime(name: string): string {
    return this.#use(RUNTIME, name, false);
  }

  runtimeType(name: string): string {
    return this.#use(RUNTIME, name, true);
  }

  /** Imports a value from another generated file. */
  value(module: string, name: string): string {
    return this.#use(module, name, false);
  }

  type(module: string, name: string): string {
    return this.#use(module, name, true);
  }

  #use(module: string, name: string, typeOnly: boolean): string {
    const names = this.#modules.get(module) ?? new Map<string, Import>();
    this.#modules.set(module, names);
    const known = names.get(name);
    if (known !== undefined) {
      if (!typeOnly) known.typeOnly = false;
      return known.local;
    }
    const local = module === RUNTIME && this.#taken.has(name) ? `$$${name}` : name;
    names.set(name, { local, typeOnly });
    return local;
  }

  /** One statement per module, packages first, in the order that the project's linter wants. */
  statements(): string[] {
    return [...this.#modules]
      .sort(([a], [b]) => Number(a.startsWith('.')) - Number(b.startsWith('.')) || compareNames(a, b))
      .map(([module, names]) => bindingStatement('import', module, [...names]));
  }
}

/** `import` or `export` of names from a module; `import type` when none of them is a value. */
function bindingStatement(keyword: string, module: string, names: readonly (readonly [string, Import])[]): string {
  const sorted = [...names].sort(([, a], [, b]) => compareNames(a.local, b.local));
  const allTypes = sorted.every(([, { typeOnly }]) => typeOnly);
  const items = sorted.map(([name, { local, typeOnly }]) => {
    const binding = local === name ? name : `${name} as ${local}`;
    return typeOnly && !allTypes ? `type ${binding}` : binding;
  });
  const start = allTypes ? `${keyword} type` : keyword;
  const flat = `${start} { ${items.join(', ')} } from ${stringLiteral(module)};`;
  if (flat.length <= LINE_WIDTH) return flat;
  return `${start} {\n${items.map((item) => `  ${item},\n`).join('')}} from ${stringLiteral(module)};`;
}

export interface ReExport {
  readonly name: string;
  readonly typeOnly: boolean;
}

/** A statement that exports names of another module. */
export function exportStatement(module: string, names: readonly ReExport[]): string {
  const entries = names.map(({ name, typeOnly }) => [name, { local: name, typeOnly }] as const);
  return bindingStatement('export', module, entries);
}

/** Letter by letter without case, capitals first where only case differs, digits as numbers: the linter's natural order. */
export function compareNames(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  let start = at;
  while (start > 0 && isDigit(a[start - 1])) start--;
  if (isDigit(a[start]) && isDigit(b[start])) {
    const order = numberAt(a, start) - numberAt(b, start);
    if (order !== 0) return order;
  }
  const left = a.charAt(at).toLowerCase();
  const right = b.charAt(at).toLowerCase();
  if (left !== right) return left < right ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function numberAt(text: string, start: number): number {
  return Number.parseInt(text.slice(start), 10);
}
