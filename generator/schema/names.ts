/** Every rule about names in generated code: how they are cased, which ones derive from which, and which are taken. */

export const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `max_hp` is `MaxHp`: underscores fall away, the letter after one and the first are capitalised, all others stay. */
export function pascalCase(name: string): string {
  const cased = camelCase(name);
  return cased.charAt(0).toUpperCase() + cased.slice(1);
}

/** `max_hp` is `maxHp`: as PascalCase, but the first letter stays as written. */
export function camelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string, offset: number) => (offset === 0 ? next : next.toUpperCase()));
}

/** What each kind of thing is called in generated modules; the first is the name by which the thing itself is exported. */
export const exportsOf = {
  table: (name: string): readonly string[] => {
    const own = pascalCase(name);
    return [own, `${own}Row`, `${own}RowMut`, `${own}Data`, `${own}Columns`];
  },
  'custom type': (name: string): readonly string[] => {
    const own = pascalCase(name);
    return [own, `${own}Ref`, `${own}RefMut`];
  },
  enum: (name: string): readonly string[] => [pascalCase(name), `is${pascalCase(name)}`],
  query: (name: string): readonly string[] => {
    const own = pascalCase(name);
    return [camelCase(name), `${own}Loop`, `${own}MutLoop`, `${own}Run`, `${own}MutRun`];
  },
  database: (name: string): readonly string[] => [camelCase(name)],
} as const;

export type NamedKind = keyof typeof exportsOf;

/**
 * Generated file of a table, without its extension: the table's name, unless another file has that or Windows reserves it.
 * A hyphen is in no name, so the longer one is free.
 */
export function fileStem(tableName: string): string {
  const folded = tableName.toLowerCase();
  return FILE_STEMS.has(folded) || DEVICE.test(folded) ? `${tableName}-table` : tableName;
}

/** Why nothing in a schema can have this name, whatever it becomes in TypeScript, or `undefined` if it can. */
export function nameProblem(name: string): string | undefined {
  // Columns, descriptors and data have names as keys.
  return name === '__proto__' ? 'sets the prototype where it is a key of an object' : undefined;
}

/**
 * Why an export cannot have this name, or `undefined` if it can. It may be the name of a global or of something that the runtime
 * exports: generated files then call that otherwise.
 */
export function exportProblem(name: string): string | undefined {
  if (!IDENTIFIER.test(name)) return 'has no letter to start a TypeScript name with';
  if (RESERVED_WORDS.has(name)) return 'is a reserved word of JavaScript';
  if (GLOBAL_VALUES.has(name)) return 'is how JavaScript writes a value';
  if (COMMONJS_NAMES.has(name)) return 'is a variable of every CommonJS module';
  if (name === 'then') return 'import() calls: it would take the module for a promise';
  return undefined;
}

/** Why a row class cannot have this property, or `undefined` if it can. */
export function propertyProblem(name: string): string | undefined {
  if (!IDENTIFIER.test(name)) return 'has no letter to start a TypeScript name with';
  if (name === 'constructor') return 'is the constructor of every class';
  if (ROW_MEMBERS.has(name)) return 'is a member of every row';
  if (name === 'then') return 'await reads: it would take the row for a promise';
  if (OBJECT_MEMBERS.has(name)) return 'is a member of every JavaScript object';
  return undefined;
}

/** Names of types that are built in. */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set(
  'u8 i8 u16 i16 u32 i32 u64 i64 f32 f64 bool entity string'.split(' '),
);

/** Public members of the row base classes; internal ones start with `$`, which no schema name contains. */
const ROW_MEMBERS: ReadonlySet<string> = new Set(['toObject', 'toJSON']);

/** Generated modules may be compiled to CommonJS, where a declaration of such a name is an error. */
const COMMONJS_NAMES: ReadonlySet<string> = new Set(['exports', 'module', 'require']);

/** Those whose names have underscores cannot arise: camelCase takes them away. */
const OBJECT_MEMBERS: ReadonlySet<string> = new Set(
  'hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf'.split(' '),
);

/** Files that outputs have beside those of the tables. */
const FILE_STEMS: ReadonlySet<string> = new Set(['index', 'schema', 'enums', 'types', 'queries']);

/** Names that Windows does not give to files, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield async of`.split(/\s+/),
);

/** These cannot be declared in a module, or generated code writes them as values. */
const GLOBAL_VALUES: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity', 'globalThis']);
