/** The key that a foreign key refers to. Its words differ from those of the referring key if only one can be null. */

import type { KeyMember } from '../ordered-index/index.js';
import type { IndexShape } from '../table/index.js';

/** Converts a key that is not null. The members are of the same type. */
export function convertKey(from: IndexShape, key: Uint32Array, to: IndexShape, converted: Uint32Array): void {
  const source = from.codec.members[0] as KeyMember;
  const target = to.codec.members[0] as KeyMember;
  const shift = target.words - source.words;
  if (shift > 0) converted[0] = 1;
  for (let word = Math.max(-shift, 0); word < source.words; word++) converted[word + shift] = key[word] as number;
  if (shift !== 0 || isText(source)) return;
  // Small values that can be null are one greater.
  const isShifted = (member: KeyMember): number => (member.nullMask !== 0 && isSmall(member) ? 1 : 0);
  converted[0] = (converted[0] as number) + isShifted(target) - isShifted(source);
}

function isText({ kind }: KeyMember): boolean {
  return kind === 'string';
}

function isSmall({ words, size }: KeyMember): boolean {
  return words === 1 && size <= 2;
}
