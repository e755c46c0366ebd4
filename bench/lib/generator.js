/** Runs ecsdb-gen over a schema of any size, each time as a new process. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectEqual, times } from './expect.js';

const GENERATOR = fileURLToPath(new URL('../../bin/ecsdb-gen.js', import.meta.url));
const PEAK_MEMORY = new URL('peak-memory.js', import.meta.url).href;
const FIELDS = 12;

/** The contestants of a case: output to an empty directory, and output that is up to date already. */
export function generatorContestants(tables) {
  return {
    'written fresh': () => createGenerator(tables, (folder, run) => join(folder, `fresh-${run}`)),
    'up to date already': () => createGenerator(tables, (folder) => join(folder, 'same')),
  };
}

function createGenerator(tables, outOf) {
  const folder = mkdtempSync(join(tmpdir(), 'ecsdb-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const schema = join(folder, 'schema.toml');
  writeFileSync(schema, schemaOf(tables));
  let out;
  let peakKilobytes = 0;
  let runs = 0;
  return {
    run: () => {
      out = outOf(folder, runs++);
      const { status, output } = spawnSync(
        process.execPath,
        ['--import', PEAK_MEMORY, GENERATOR, schema, '--out', out, '--quiet'],
        // A CI service sets CI, and then the command also parses the files.
        { encoding: 'utf8', stdio: ['ignore', 'ignore', 'inherit', 'pipe'], env: { ...process.env, CI: '' } },
      );
      expectEqual(status, 0, 'exit status of ecsdb-gen');
      peakKilobytes = Math.max(peakKilobytes, Number(output[3]));
    },
    check: () => {
      const last = readFileSync(join(out, `${tableName(tables - 1)}.ts`), 'utf8');
      expectEqual(last.includes('field_11') || last.includes('field11'), true, 'the last field of the last table');
      expectEqual(readdirSync(out).length > tables, true, 'a file for each table');
    },
    facts: () => ({ 'peak RSS in MiB': Math.round(peakKilobytes / 1024) }),
  };
}

function schemaOf(tables) {
  const fields = times(FIELDS, (index) => `  { name = "field_${index}", type = "f32" },\n`).join('');
  const bodies = times(tables, (index) => `[tables.${tableName(index)}]\nfields = [\n${fields}]\n`);
  return `[database]\nname = "many"\n\n${bodies.join('\n')}`;
}

function tableName(index) {
  return `table${index}`;
}
