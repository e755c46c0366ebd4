/** Reads the lists of a lock file, and checks the checksum of each line. */

import { TABLE_ID_MAX } from '@ecsdb/runtime/schema';
import { jsonOf } from '../layout/index.js';
import { checksumOf } from './checksum.js';
import { damaged, edited } from './fault.js';
import type { RetiredId } from './model.js';

/** Lines of a list, and numbers that a line has retired: far more than a schema gets. */
const LIST_MAX: number = TABLE_ID_MAX + 1;
const TEXT_MAX = 128;

export type Members = { readonly [key: string]: unknown };

/** A line of a list of tables, custom types or enums. Its descriptor is not checked yet. */
export interface PartLine {
  readonly descriptor: unknown;
  readonly retired: readonly RetiredId[];
  readonly was?: string;
  /** Its descriptor in the released version, if that is another one. */
  readonly released?: unknown;
  /** Whether the released version lacks it. */
  readonly isNew: boolean;
}

/** @throws LockFault from each method */
export class LineReader {
  readonly members: Members;
  readonly #file: string;

  constructor(value: unknown, file: string) {
    this.#file = file;
    this.members = this.#object(value, 'the file');
  }

  /** The lines of a list, without their checksums. */
  list(name: string): Members[] {
    return this.#items(this.members[name], name).map((line, index) => this.line(line, `${name}[${index}]`));
  }

  line(value: unknown, where: string): Members {
    const { sum, ...line } = this.#object(value, where);
    if (sum !== checksumOf(jsonOf(line))) throw edited(this.#file, `the checksum of ${where} does not fit`);
    return line;
  }

  parts(name: string): PartLine[] {
    return this.list(name).map(({ descriptor, released, retired = [], was, new: isNew }) => ({
      descriptor,
      released,
      retired: this.#items(retired, name).map((one) => this.retired(one, name)),
      ...(was === undefined ? {} : { was: this.text(was, name) }),
      isNew: isNew === true,
    }));
  }

  retired(value: unknown, where: string): RetiredId {
    const { id, name, draft } = this.#object(value, where);
    if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) {
      throw damaged(this.#file, `a retired number of ${where} is not an integer`);
    }
    return { id, name: this.text(name, where), draft: draft === true };
  }

  text(value: unknown, where: string): string {
    if (typeof value === 'string' && value.length <= TEXT_MAX) return value;
    throw damaged(this.#file, `a name, version or hash of ${where} is not a text`);
  }

  #items(value: unknown, where: string): readonly unknown[] {
    if (Array.isArray(value) && value.length <= LIST_MAX) return value;
    throw damaged(this.#file, `${where} is not a list of at most ${LIST_MAX}`);
  }

  #object(value: unknown, where: string): Members {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    throw damaged(this.#file, `${where} is not an object`);
  }
}
