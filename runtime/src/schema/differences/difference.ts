/** What one difference between two schemas means: its class, and what it means for stored rows. */

/**
 * - `compatible`: stored rows can be migrated without a decision.
 * - `decision`: values can be lost, or stored rows may not fit. The schema or a migration function has to say what
 *   happens.
 * - `error`: the same name or id means something else. No rule can migrate it; a function can.
 */
export type DifferenceClass = 'compatible' | 'decision' | 'error';

/**
 * What a difference means for stored rows: `kept` as they are, `checked` against a constraint, or `rewritten`, because
 * their bytes have another meaning.
 */
export type StoredRows = 'kept' | 'checked' | 'rewritten';

export type DifferenceKind =
  | 'database-renamed'
  | 'constraints-enforced'
  | 'table-added'
  | 'table-removed'
  | 'table-renamed'
  | 'table-id-changed'
  | 'field-added'
  | 'required-field-added'
  | 'field-removed'
  | 'field-renamed'
  | 'field-widened'
  | 'field-narrowed'
  | 'field-retyped'
  | 'field-nullable'
  | 'field-required'
  | 'string-longer'
  | 'string-shorter'
  | 'order-changed'
  | 'layout-changed'
  | 'type-renamed'
  | 'enum-renamed'
  | 'enum-widened'
  | 'enum-narrowed'
  | 'variant-added'
  | 'variant-removed'
  | 'variant-renamed'
  | 'variant-renumbered'
  | 'variant-reused'
  | 'index-added'
  | 'index-removed'
  | 'primary-key-added'
  | 'primary-key-removed'
  | 'unique-added'
  | 'unique-removed'
  | 'foreign-key-added'
  | 'foreign-key-changed'
  | 'foreign-key-removed'
  | 'on-delete-changed'
  | 'parent-added'
  | 'parent-changed'
  | 'parent-removed'
  | 'bounds-tightened'
  | 'bounds-loosened';

/** Names in the given schema, or in the stored one if the part is missing from the given schema. */
export interface DifferencePlace {
  readonly table?: string;
  /** A custom type. */
  readonly type?: string;
  readonly enum?: string;
  readonly field?: string;
  readonly variant?: string;
  readonly index?: string;
}

export interface SchemaDifference {
  readonly kind: DifferenceKind;
  readonly class: DifferenceClass;
  readonly rows: StoredRows;
  readonly place: DifferencePlace;
  /**
   * The tables that it concerns, as `place` names them: one, or all that use a custom type or an enum. Empty if it
   * concerns no table in particular.
   */
  readonly tables: readonly string[];
  /** One sentence without a full stop: what was, and what is. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
}

interface Rule {
  readonly class: DifferenceClass;
  readonly rows: StoredRows;
  readonly help: string;
}

const AUTOMATIC = 'Nothing to do: opening a database migrates its rows.';
const IN_PLACE = 'Nothing to do: stored rows stay as they are.';
const FUNCTION = 'or write a migration function for the table';

/** The rules of schema evolution: docs/evolution.md, "Classes of differences". */
const RULES: { readonly [kind in DifferenceKind]: Rule } = {
  'database-renamed': {
    class: 'error',
    rows: 'rewritten',
    help: 'Give the database its former name, or open the directory of this database.',
  },
  'constraints-enforced': {
    class: 'decision',
    rows: 'checked',
    help: 'Change the rows that violate a constraint before the database is opened with this schema.',
  },
  'table-added': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'table-removed': {
    class: 'decision',
    rows: 'rewritten',
    help: 'List the table in `removed` of the database to delete its rows, or rename it with `was`.',
  },
  'table-renamed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'table-id-changed': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'field-added': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'required-field-added': {
    class: 'decision',
    rows: 'rewritten',
    help: `Give the field a default, make it nullable, ${FUNCTION}.`,
  },
  'field-removed': {
    class: 'decision',
    rows: 'rewritten',
    help: 'List the field in `removed` of its table or type to delete its values, or rename it with `was`.',
  },
  'field-renamed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'field-widened': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'field-narrowed': {
    class: 'decision',
    rows: 'rewritten',
    help: `Keep the wider type, ${FUNCTION}. Values that do not fit are refused.`,
  },
  'field-retyped': {
    class: 'error',
    rows: 'rewritten',
    help: `Give the field of the new type another name, ${FUNCTION}.`,
  },
  'field-nullable': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'field-required': {
    class: 'decision',
    rows: 'rewritten',
    help: `Keep the field nullable, ${FUNCTION}. Rows in which it is null are refused.`,
  },
  'string-longer': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'string-shorter': {
    class: 'decision',
    rows: 'rewritten',
    help: `Keep the longer string, ${FUNCTION}. Texts that do not fit are refused.`,
  },
  'order-changed': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'layout-changed': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'type-renamed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'enum-renamed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'enum-widened': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'enum-narrowed': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'variant-added': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'variant-removed': {
    class: 'decision',
    rows: 'rewritten',
    help: `List the variant in \`removed\` of the enum, ${FUNCTION}. Rows that hold it are refused.`,
  },
  'variant-renamed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'variant-renumbered': { class: 'compatible', rows: 'rewritten', help: AUTOMATIC },
  'variant-reused': {
    class: 'error',
    rows: 'rewritten',
    help: 'Give the variant its former value, and each new variant a value that none had before.',
  },
  'index-added': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'index-removed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'primary-key-added': {
    class: 'decision',
    rows: 'checked',
    help: 'Change rows with equal keys before the database is opened with this schema.',
  },
  'primary-key-removed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'unique-added': {
    class: 'decision',
    rows: 'checked',
    help: 'Change rows with equal values before the database is opened with this schema.',
  },
  'unique-removed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'foreign-key-added': {
    class: 'decision',
    rows: 'checked',
    help: 'Change rows that refer to nothing before the database is opened with this schema.',
  },
  'foreign-key-changed': {
    class: 'decision',
    rows: 'checked',
    help: 'Change rows that refer to nothing before the database is opened with this schema.',
  },
  'foreign-key-removed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'on-delete-changed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'parent-added': {
    class: 'decision',
    rows: 'checked',
    help: 'Insert the rows that the parent lacks before the database is opened with this schema.',
  },
  'parent-changed': {
    class: 'decision',
    rows: 'checked',
    help: 'Insert the rows that the parent lacks before the database is opened with this schema.',
  },
  'parent-removed': { class: 'compatible', rows: 'kept', help: IN_PLACE },
  'bounds-tightened': {
    class: 'decision',
    rows: 'checked',
    help: 'Change rows that are out of bounds before the database is opened with this schema.',
  },
  'bounds-loosened': { class: 'compatible', rows: 'kept', help: IN_PLACE },
};

/** A difference of a kind, with the rules of that kind. */
export function difference(
  kind: DifferenceKind,
  place: DifferencePlace,
  tables: readonly string[],
  message: string,
): SchemaDifference {
  const rule = RULES[kind];
  return { kind, class: rule.class, rows: rule.rows, place, tables, message, help: rule.help };
}

/** An enum or a custom type that has another name. */
export function typeRenamed(
  what: 'enum' | 'custom type',
  stored: string,
  given: string,
  tables: readonly string[],
): SchemaDifference {
  const message = `${what} "${stored}" was renamed to "${given}"`;
  return what === 'enum'
    ? difference('enum-renamed', { enum: given }, tables, message)
    : difference('type-renamed', { type: given }, tables, message);
}
