/** How a directory gets the packages: from the clone that this compiler is in; if it is in none, from the registry. */

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The npm commands that install what is missing there; none if nothing is. */
export function installCommands(directory: string): string[] {
  const root = packageRoot();
  const isClone = existsSync(join(root, 'runtime/package.json'));
  const sourceOf = (name: string, folder: string): string =>
    isClone ? quoted(relative(realpathSync(directory), join(root, folder))) : name;
  const isMissing = (name: string): boolean => !existsSync(join(directory, 'node_modules', name));
  return [
    ...(isMissing('ecsdb-gen') ? [`npm install --save-dev ${sourceOf('ecsdb-gen', '')}`] : []),
    ...(isMissing('@ecsdb/runtime') ? [`npm install ${sourceOf('@ecsdb/runtime', 'runtime')}`] : []),
  ];
}

/** The folder of this package. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** npm takes a path without `./` or `../` for the name of a package. */
function quoted(path: string): string {
  const unix = path.replaceAll('\\', '/');
  const named = /^(\.|\/|[A-Za-z]:)/.test(unix) ? unix : `./${unix}`;
  return /^[\w./:@+-]+$/.test(named) ? named : JSON.stringify(named);
}
