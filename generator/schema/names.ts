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

/** Generated file of a table, without its extension. */
export function fileStem(tableName: string): string {
  return tableName;
}

/** Why nothing in a schema can have this name, whatever it becomes in TypeScript, or `undefined` if it can. */
export function nameProblem(name: string): string | undefined {
  // Columns, descriptors and data have names as keys.
  return name === '__proto__' ? 'sets the prototype where it is a key of an object' : undefined;
}

/** Why an export cannot have this name, or `undefined` if it can. */
export function exportProblem(name: string): string | undefined {
  if (!IDENTIFIER.test(name)) return 'has no letter to start a TypeScript name with';
  if (RESERVED_WORDS.has(name)) return 'is a reserved word of JavaScript';
  if (GLOBALS.has(name)) return 'is a global name of JavaScript that generated code relies on';
  if (TYPE_GLOBALS.has(name)) return 'is a global type of TypeScript that generated code relies on';
  if (RUNTIME_NAMES.has(name)) return 'is a name that applications import from the runtime';
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

/** Why a file cannot have this name on every system, or `undefined` if it can. */
export function fileProblem(stem: string): string | undefined {
  const folded = stem.toLowerCase();
  if (FILE_STEMS.has(folded)) return `is the name of a file that every output has, ${folded}.ts`;
  if (/^(con|prn|aux|nul|com\d|lpt\d)$/.test(folded)) return 'is the name of a device on Windows';
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

const FILE_STEMS: ReadonlySet<string> = new Set(['index', 'schema', 'enums', 'types', 'queries']);

const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield async of`.split(/\s+/),
);

const GLOBALS: ReadonlySet<string> = new Set(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
  DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
  Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp
  Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TextDecoder TextEncoder TypeError URIError Uint16Array
  Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly console decodeURI decodeURIComponent
  encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt undefined unescape`.split(/\s+/),
);

const TYPE_GLOBALS: ReadonlySet<string> = new Set(
  'ArrayLike Iterable IterableIterator Partial Readonly ReadonlyArray Record'.split(' '),
);

/**
 * Names that applications import from the runtime beside generated ones. Generated code itself imports more, but gives those another
 * name where a schema has taken theirs.
 */
const RUNTIME_NAMES: ReadonlySet<string> = new Set(
  'Component Database EcsDbError Entity NO_ENTITY Row RowMut Schema Transaction'.split(' '),
);
