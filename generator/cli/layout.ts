/** `ecsdb-gen layout`: offsets, sizes and padding of every table. */

import { analyse } from '../compile.js';
import { layoutReport, layoutText } from '../layout/index.js';
import { EXIT, type ExitStatus, printDiagnostics } from './environment.js';
import { readLock, readSchema } from './read-schema.js';

export async function layout(schemaPath: string, options: { readonly json: boolean }): Promise<ExitStatus> {
  const { text, fileName } = await readSchema(schemaPath);
  const { diagnostics, layout: found } = analyse(text, fileName, readLock(schemaPath, 'ids'));
  if (found === undefined) {
    printDiagnostics(diagnostics, text, 'text');
    return EXIT.failed;
  }
  process.stdout.write(options.json ? `${JSON.stringify(layoutReport(found), null, 2)}\n` : layoutText(found));
  return EXIT.done;
}
