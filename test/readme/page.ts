/** A page of the documentation: its code blocks, its headings, its links. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export class Page {
  readonly path: string;
  readonly text: string;

  /** `path` is relative to the root of the repository. */
  constructor(path: string) {
    this.path = path;
    this.text = readFileSync(join(ROOT, path), 'utf8');
  }

  /** The fenced blocks of a language, in order. */
  blocks(language: string): string[] {
    return [...this.text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
      .filter(([, found]) => found === language)
      .map(([, , text = '']) => text);
  }

  /** Links to files or headings that do not exist. */
  brokenLinks(): string[] {
    return [...withoutCode(this.text).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
      .filter(([, file = '', anchor]) => !this.#hasTarget(file, anchor))
      .map(([link]) => link);
  }

  /** The anchors that GitHub makes of headings. */
  get anchors(): string[] {
    return [...withoutCode(this.text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9_ -]/g, '')
        .replaceAll(' ', '-'),
    );
  }

  #hasTarget(file: string, anchor: string | undefined): boolean {
    const target = file === '' ? this.path : join(dirname(this.path), file);
    if (!existsSync(join(ROOT, target))) return false;
    return anchor === undefined || new Page(target).anchors.includes(anchor);
  }
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}

/**
 * One module: the imports of all blocks first, then the rest in order. A name that is imported twice is an error of the
 * page.
 */
export function programOf(blocks: readonly string[]): string {
  const lines = blocks.join('\n').split('\n');
  const isImport = (line: string): boolean => line.startsWith('import ');
  return [...lines.filter(isImport), ...lines.filter((line) => !isImport(line))].join('\n');
}
