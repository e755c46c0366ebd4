/**
 * Every rule about names in generated code: how they are cased, which names derive from which, and which are refused.
 */

export const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * `max_hp` becomes `MaxHp`: without underscores; the letter after an underscore and the first letter are capitalised.
 */
export function pascalCase(name: string): string {
  const cased = camelCase(name);
  return cased.charAt(0).toUpperCase() + cased.slice(1);
}

/** `max_hp` becomes `maxHp`: like PascalCase, but the first letter stays as written. */
export function camelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string, offset: number) => (offset === 0 ? next : next.toUpperCase()));
}

/** The names that each kind of definition exports from generated modules. The first is the definition itself. */
export const exportsOf = {
  table: (name: string): readonly string[] => {
    const own = pascalCase(name);
    return [own, `${own}Row`, `${own}RowMut`, `${own}Data`, `${own}Columns`, `${own}By`];
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
  database: (name: string): readonly string[] => [camelCase(name), migrationsName(name)],
} as const;

/** The interface with the migration functions of a database, whose name or export is given. */
export function migrationsName(database: string): string {
  return `${pascalCase(database)}Migrations`;
}

export type NamedKind = keyof typeof exportsOf;

/**
 * Name of the generated file of a table, without its extension: the table's name. If another file has that name or
 * Windows reserves it, `-table` is added. No name of a table contains a hyphen, so no other file has the longer name.
 */
export function fileStem(tableName: string): string {
  const folded = tableName.toLowerCase();
  return FILE_STEMS.has(folded) || DEVICE.test(folded) ? `${tableName}-table` : tableName;
}

/** Why nothing in a schema can have this name, or `undefined` if it can. */
export function nameProblem(name: string): string | undefined {
  // Columns, descriptors and data have names as keys.
  return name === '__proto__' ? 'as a key it sets the prototype of an object' : undefined;
}

/**
 * Why an export cannot have this name, or `undefined` if it can. Names of globals and of runtime exports are allowed:
 * generated files then refer to the global or the runtime export by another name.
 */
export function exportProblem(name: string): string | undefined {
  if (!IDENTIFIER.test(name)) return 'a TypeScript name cannot start with a digit or be empty';
  if (RESERVED_WORDS.has(name)) return 'that is a reserved word of JavaScript';
  if (GLOBAL_VALUES.has(name)) return 'that is a global value of JavaScript';
  if (COMMONJS_NAMES.has(name)) return 'that is a variable of every CommonJS module';
  if (name === 'then') return 'import() calls an export of that name, as if the module were a promise';
  return undefined;
}

/** The label of a member of a key in the type of its lookup, such as `positionX`; `class_` for a reserved word. */
export function labelOf(path: string): string {
  const label = camelCase(path.replaceAll('.', '_'));
  return RESERVED_WORDS.has(label) ? `${label}_` : label;
}

/** Why a row class cannot have this property, or `undefined` if it can. */
export function propertyProblem(name: string): string | undefined {
  if (!IDENTIFIER.test(name)) return 'a TypeScript name cannot start with a digit or be empty';
  if (name === 'constructor') return 'that is the constructor of every class';
  if (ROW_MEMBERS.has(name)) return 'that is a member of every row';
  if (name === 'then') return 'await reads a property of that name, as if the row were a promise';
  if (OBJECT_MEMBERS.has(name)) return 'that is a member of every JavaScript object';
  return undefined;
}

/** Names of types that are built in. */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set(
  'u8 i8 u16 i16 u32 i32 u64 i64 f32 f64 bool entity string'.split(' '),
);

/** Public members of the base classes of rows. Internal members start with `$`, which no schema name contains. */
const ROW_MEMBERS: ReadonlySet<string> = new Set(['toObject', 'toJSON']);

/** Generated modules may be compiled to CommonJS, where a declaration of such a name is an error. */
const COMMONJS_NAMES: ReadonlySet<string> = new Set(['exports', 'module', 'require']);

/** Members with underscores in their names are left out, because camelCase removes underscores. */
const OBJECT_MEMBERS: ReadonlySet<string> = new Set(
  'hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf'.split(' '),
);

/** Files and folders that outputs have besides the files of tables. */
const FILE_STEMS: ReadonlySet<string> = new Set([
  'index',
  'schema',
  'enums',
  'types',
  'queries',
  'migrations',
  'records',
]);

/** Names of devices, which Windows does not allow as file names, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield async of`.split(/\s+/),
);

/** A module cannot declare them, or generated code contains them as values. */
const GLOBAL_VALUES: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity', 'globalThis']);
