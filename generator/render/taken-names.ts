/** Which names the schema brings into a generated file, beside those of what the file is about. */

import type { ResolvedSchema } from '../schema/model.js';
import { exportsOf } from '../schema/names.js';

/** Of enums and custom types, as tables and other custom types use them. */
export function namesOfTypes({ enums, customTypes }: ResolvedSchema): string[] {
  return [
    ...enums.flatMap(({ name, exportName }) => [...exportsOf.enum(name), `expected${exportName}`]),
    ...customTypes.flatMap(({ name }) => exportsOf['custom type'](name)),
  ];
}
