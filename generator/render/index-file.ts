/** The view of index.ts: everything that an application imports, and the version of the tool. */

import type { SchemaLayout } from '../layout/index.js';
import type { Query } from '../schema/model.js';
import { pascalCase } from '../schema/names.js';
import { compareNames, exportStatement, type ReExport } from './imports.js';
import { bannerOf, type RenderOptions } from './options.js';
import { moduleOf } from './scope.js';

export interface IndexView {
  readonly banner: readonly string[];
  readonly exports: readonly string[];
}

export function indexView({ schema }: SchemaLayout, options: RenderOptions): IndexView {
  const modules: [string, ReExport[]][] = schema.tables.map(({ name, exportName }) => [
    name,
    [
      ...values([exportName, `${exportName}Row`, `${exportName}RowMut`]),
      ...types([`${exportName}Columns`, `${exportName}Data`]),
    ],
  ]);
  modules.push(['schema', values([schema.exportName])]);
  if (schema.enums.length > 0) {
    modules.push(['enums', values(schema.enums.flatMap(({ exportName }) => [exportName, `is${exportName}`]))]);
  }
  if (schema.customTypes.length > 0) {
    const names = schema.customTypes.map(({ exportName }) => exportName);
    const classes = values(names.flatMap((name) => [`${name}Ref`, `${name}RefMut`]));
    modules.push(['types', [...types(names), ...classes]]);
  }
  if (schema.queries.length > 0) {
    modules.push(['queries', schema.queries.flatMap(queryExports)]);
  }
  return {
    banner: [...bannerOf(options), `ecsdb-gen ${options.version}`],
    exports: modules
      .map(([stem, names]) => [moduleOf(stem, options.importExtension), names] as const)
      .sort(([a], [b]) => compareNames(a, b))
      .map(([module, names]) => exportStatement(module, names)),
  };
}

function queryExports({ name, exportName, write }: Query): ReExport[] {
  const { loop, mutLoop, run, mutRun } = queryClasses(name);
  return [...values([exportName]), ...types([loop, mutLoop, run]), ...types(write.length > 0 ? [mutRun] : [])];
}

/** Names of the classes that a query brings; `mutRun` only if it writes. */
export function queryClasses(name: string): { loop: string; mutLoop: string; run: string; mutRun: string } {
  const own = pascalCase(name);
  return { loop: `${own}Loop`, mutLoop: `${own}MutLoop`, run: `${own}Run`, mutRun: `${own}MutRun` };
}

function values(names: readonly string[]): ReExport[] {
  return names.map((name) => ({ name, typeOnly: false }));
}

function types(names: readonly string[]): ReExport[] {
  return names.map((name) => ({ name, typeOnly: true }));
}
