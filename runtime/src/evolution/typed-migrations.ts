/** The types of migration functions, as `Database.open` checks them. Their shapes are generated with the schema. */

import type { Schema } from '../component/index.js';
import type { Migrations } from './functions.js';

/** The functions that a schema can have. A schema without generated types can have any. */
export type MigrationsOf<Given> =
  Given extends Schema<infer Functions> ? (unknown extends Functions ? Migrations : Functions) : never;

/**
 * What `Given` also has to be, so that each function returns fields of its version only. TypeScript does not look for
 * other properties in what a function returns. Each sentence is in the compiler's message about a wrong function.
 *
 * Of options that are declared as `Migrations` or `OpenOptions`, the versions are not known. They are not checked.
 */
export type CheckedMigrations<Given, Known> = string extends keyof Known | keyof Given
  ? unknown
  : {
      readonly [Version in keyof Given]: Version extends keyof Known
        ? CheckedTables<Given[Version], NonNullable<Known[Version]>>
        : `[migrations] has no version ${Version & string}`;
    };

type CheckedTables<Given, Known> = {
  readonly [Table in keyof Given]: Table extends keyof Known
    ? CheckedFunction<Given[Table], NonNullable<Known[Table]>>
    : `[migrations] does not list ${Table & string} under this version`;
};

type CheckedFunction<Given, Known> = Given extends (old: never) => infer Result
  ? Known extends (old: never) => infer Fields
    ? [UnknownField<Result, Fields>] extends [never]
      ? unknown
      : `the table has no field ${UnknownField<Result, Fields>} in this version`
    : unknown
  : unknown;

/** Of each object that a function may return: an object of a union may have what the others lack. */
type UnknownField<Result, Fields> = Result extends unknown ? Exclude<keyof Result, keyof Fields> & string : never;
