/** A program that uses the compiler as a library, to be bundled. */

import { readFileSync } from 'node:fs';
import { compile, loadSchema } from 'ecsdb-gen';

async function run(schemaPath) {
  const { descriptor } = await loadSchema(schemaPath);
  const { files } = compile(readFileSync(schemaPath, 'utf8'), { fileName: 'schema.toml', schemaName: 'schema.toml' });
  return { tables: descriptor.tables.length, compiles: files?.has('index.ts') };
}

run(process.argv[2]).then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
