/** Every code of a diagnostic. The compiler, its tests and docs/schema.md use this table. */

/** A note reports a change that needs nothing. It is printed by the run that records the change, and by no other. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface CodeFacts {
  readonly severity: Severity;
  /** What the code means, in one line. */
  readonly meaning: string;
}

/**
 * A code never changes its meaning. The codes of removed diagnostics are not used again: ECS102, a foreign key without
 * an index, and ECS103, a constraint that was not enforced.
 */
export const CODES = {
  ECS001: { severity: 'error', meaning: 'The file is not valid TOML.' },
  ECS002: { severity: 'error', meaning: 'A required table or key is missing.' },
  ECS003: { severity: 'error', meaning: 'A key that does not exist in the schema language.' },
  ECS004: { severity: 'error', meaning: 'A value of the wrong kind, such as a number instead of a string.' },
  ECS005: { severity: 'error', meaning: 'A word that its key does not allow.' },
  ECS006: { severity: 'error', meaning: 'A version that is not `MAJOR.MINOR.PATCH`.' },
  ECS010: { severity: 'error', meaning: 'A name that is not an identifier, `[A-Za-z_][A-Za-z0-9_]*`.' },
  ECS011: { severity: 'error', meaning: 'A name that generated code cannot have.' },
  ECS012: { severity: 'error', meaning: 'The same name twice.' },
  ECS013: { severity: 'error', meaning: 'Two names that become the same name in TypeScript.' },
  ECS014: { severity: 'error', meaning: 'Two tables whose generated files would have the same name.' },
  ECS015: { severity: 'error', meaning: 'A `was` whose name still exists, or that is used twice.' },
  ECS016: { severity: 'error', meaning: 'A `removed` that names something that still exists.' },
  ECS017: { severity: 'error', meaning: 'A name in `[migrations]` that this version of the schema does not have.' },
  ECS020: { severity: 'error', meaning: 'A type that the grammar of types does not allow.' },
  ECS021: { severity: 'error', meaning: 'A type that is neither built in nor declared.' },
  ECS022: { severity: 'error', meaning: 'A custom type that contains itself.' },
  ECS023: { severity: 'error', meaning: 'An array or string of length 0, or longer than a record can hold.' },
  ECS024: { severity: 'error', meaning: 'A custom type without fields.' },
  ECS025: { severity: 'error', meaning: 'A key in a custom type that only fields of tables can have.' },
  ECS026: { severity: 'error', meaning: '`js` on a field that is not a 64-bit integer.' },
  ECS030: { severity: 'error', meaning: 'An enum without variants.' },
  ECS031: { severity: 'error', meaning: 'An enum value that its representation cannot hold.' },
  ECS032: { severity: 'error', meaning: 'Two variants of one enum with the same value.' },
  ECS040: { severity: 'error', meaning: 'A default that does not fit the type of its field.' },
  ECS041: { severity: 'error', meaning: '`min` or `max` on a field that is not a number.' },
  ECS042: { severity: 'error', meaning: 'A `min` or `max` that allows no value, or does not fit the type.' },
  ECS050: { severity: 'error', meaning: 'A primary key that may be null.' },
  ECS051: { severity: 'error', meaning: 'A key or index on a field whose type has no order.' },
  ECS052: { severity: 'error', meaning: 'A foreign key to a table or field that does not exist.' },
  ECS053: {
    severity: 'error',
    meaning: 'A foreign key to a field that is neither a primary key nor unique by itself.',
  },
  ECS054: { severity: 'error', meaning: 'A foreign key to a field of another type.' },
  ECS055: { severity: 'error', meaning: '`on_delete = "set_null"` on a field that cannot be null.' },
  ECS056: { severity: 'error', meaning: '`on_delete` on a field without a foreign key.' },
  ECS057: { severity: 'error', meaning: 'A parent table that does not exist.' },
  ECS058: { severity: 'error', meaning: 'Tables that are their own parents, directly or in a cycle.' },
  ECS060: { severity: 'error', meaning: 'A query that names a table that does not exist.' },
  ECS061: { severity: 'error', meaning: 'A query that names one table twice.' },
  ECS062: { severity: 'error', meaning: 'A query that requires no table.' },
  ECS063: { severity: 'error', meaning: 'A list of alternatives, in `any`, with fewer than two tables.' },
  ECS070: { severity: 'error', meaning: 'Two tables with the same id.' },
  ECS071: { severity: 'error', meaning: 'An index over a field that does not exist.' },
  ECS072: { severity: 'error', meaning: 'An index without fields, or with one field twice.' },
  ECS073: { severity: 'error', meaning: 'Two indexes over the same fields.' },
  ECS080: { severity: 'error', meaning: 'A size or number that exceeds a limit of the format.' },
  ECS101: { severity: 'warning', meaning: 'Padding that another order of fields would save.' },
  ECS104: { severity: 'warning', meaning: 'Rows that refer to each other and can only be deleted together.' },
  ECS105: { severity: 'warning', meaning: 'A change of a draft that rows of the earlier draft may not survive.' },
  ECS106: { severity: 'warning', meaning: 'A foreign key whose `min` or `max` excludes all values of its target.' },
  ECS110: { severity: 'note', meaning: 'A change that is compatible or decided. The lock file records it.' },
  ECS111: { severity: 'error', meaning: 'A change that can lose or refuse stored values, and was not decided.' },
  ECS112: { severity: 'error', meaning: 'A change that gives a name, an id or a value another meaning.' },
  ECS113: { severity: 'error', meaning: 'An id or a value that is not free, or that cannot change.' },
  ECS114: { severity: 'error', meaning: 'A version that is older than the one in the lock file.' },
  ECS120: { severity: 'error', meaning: 'A lock file is missing.' },
  ECS121: { severity: 'error', meaning: 'A lock file that is not up to date.' },
  ECS122: { severity: 'error', meaning: 'A lock file that was edited by hand.' },
  ECS123: { severity: 'error', meaning: 'A lock file of a newer version of ecsdb-gen.' },
  ECS124: { severity: 'error', meaning: 'A lock file that two branches changed, and that is not merged.' },
  ECS125: { severity: 'error', meaning: 'A file that is not a lock file, or a damaged one.' },
  ECS126: { severity: 'error', meaning: 'A lock file of another database.' },
  ECS130: { severity: 'error', meaning: 'A rename of something that the schema does not have, or has twice.' },
  ECS131: { severity: 'error', meaning: 'A rename to a name that the schema cannot have.' },
  ECS132: { severity: 'error', meaning: 'A rename in a TypeScript project that cannot be used.' },
  ECS133: { severity: 'error', meaning: 'A rename while the generated files are not up to date.' },
  ECS134: { severity: 'error', meaning: 'A type error that the application has before a rename.' },
  ECS135: { severity: 'error', meaning: 'A type error that a rename would cause.' },
  ECS136: {
    severity: 'note',
    meaning: 'A text that may be the old name and has no type that says so, or a value that loses the property.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };

export type Code = keyof typeof CODES;
