/** The names in the files of `records/`. */

import { type CustomType, fileStem, type Table } from '../schema/index.js';
import { Scope } from './scope.js';

/** The folder of these files. */
export const RECORDS = 'records/';

/** The classes of tables and custom types. */
export function recordNames(definitions: readonly (Table | CustomType)[]): string[] {
  return definitions.map(({ exportName }) => `${exportName}Record`);
}

/** Custom types have their classes in `records/types.ts`; plain data and enums come from the files above. */
export class RecordScope extends Scope {
  override customRef({ exportName }: CustomType): string {
    return this.type(`${RECORDS}types`, `${exportName}Record`);
  }

  override customClass({ exportName }: CustomType): string {
    return this.value(`${RECORDS}types`, `${exportName}Record`);
  }

  recordClass({ name, exportName }: Table): string {
    return this.value(`${RECORDS}${fileStem(name)}`, `${exportName}Record`);
  }
}
