/** The numbers by which stored data knows its table, field and variant, whatever their names. The lock keeps them. */

export interface Identities {
  /** Ids of tables by name. */
  readonly tables: ReadonlyMap<string, number>;
  /** Ids of fields by name, by the name of their table. */
  readonly tableFields: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Ids of fields by name, by the name of their custom type. */
  readonly typeFields: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Values of variants by name, by the name of their enum. */
  readonly variants: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Hashes of the released versions, oldest first. */
  readonly history: readonly string[];
}
