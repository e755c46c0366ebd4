/** For tools, which rename nothing: a directory whose migration was interrupted after its switch. */

import { Directory, temporaryName } from '../directory/index.js';
import type { OpenFile, OpenMode } from '../fs/index.js';
import { type PendingSwitch, pendingSwitch } from './finish-switch.js';

/** Shows the files of the migration under the names that they will have. */
class SwitchedDirectory extends Directory {
  readonly #names: ReadonlyMap<string, string>;

  constructor({ fs, path }: Directory, { snapshot, segment }: PendingSwitch, names: readonly string[]) {
    super(fs, path);
    const unnamed = [snapshot, segment].filter((name) => !names.includes(name));
    this.#names = new Map(unnamed.map((name) => [temporaryName(name), name]));
  }

  override list(): string[] {
    return super
      .list()
      .map((name) => this.#names.get(name) ?? name)
      .sort();
  }

  override open(name: string, mode: OpenMode): OpenFile {
    const temporary = temporaryName(name);
    return super.open(this.#names.has(temporary) ? temporary : name, mode);
  }
}

/** The directory itself, unless a switch is pending. */
export function showSwitched(directory: Directory): Directory {
  const pending = pendingSwitch(directory);
  return pending === undefined ? directory : new SwitchedDirectory(directory, pending, directory.list());
}
