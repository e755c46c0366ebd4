/**
 * Whatever happens to the files, a repair saves a prefix of the commits that is not shorter than what an opening finds,
 * and reports the rest as lost.
 */

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EcsDbError } from '@ecsdb/runtime';
import type { Store } from '@ecsdb/runtime/storage';
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recoverFacts } from '../../tools/src/directory/index.js';
import { examine } from '../../tools/src/repair/index.js';
import { Failure } from '../../tools/src/terminal/index.js';
import { filesOf, makeShop, temporaryDirectory, upTo } from './support.js';

interface Harm {
  readonly kind: 'flip' | 'zero' | 'cut' | 'delete' | 'repeat';
  /** Which file and which place, as parts of all there are. */
  readonly file: number;
  readonly place: number;
}

const base = temporaryDirectory();
const work = join(base, 'work');

const harm: fc.Arbitrary<Harm> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('flip' as const) },
    fc.constantFrom('zero' as const, 'cut' as const, 'delete' as const, 'repeat' as const),
  ),
  file: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

beforeAll(async () => {
  await makeShop(join(base, 'plain'));
  await makeShop(join(base, 'kept'), 50);
  await makeShop(join(base, 'compressed'), 50, 'deflate');
});

test.each(['plain', 'kept', 'compressed'])('%s', (original) => {
  fc.assert(
    fc.property(fc.array(harm, { minLength: 1, maxLength: 3 }), (harms) => {
      rmSync(work, { recursive: true, force: true });
      cpSync(join(base, original), work, { recursive: true });
      for (const one of harms) inflict(one);
      const opened = versionOpened();
      const saved = examineOrNothing();
      if (saved === undefined) {
        expect(opened).toBeLessThanOrEqual(0);
        return;
      }
      const { store, plan, losses } = saved;
      expect(itemsIn(store)).toEqual(upTo(plan.version));
      expect(plan.version).toBeGreaterThanOrEqual(opened);
      // Only a loss that an opening would cause as well, such as a torn end, needs no consent.
      if (plan.version < 100 && !losses.isAcknowledged) expect(opened).toBe(plan.version);
    }),
    { numRuns: 40 },
  );
});

function inflict({ kind, file, place }: Harm): void {
  const names = filesOf(work, /^(MANIFEST|wal-|snap-)/);
  const path = join(work, names[Math.floor(file * names.length)] ?? '');
  const bytes = readFileSync(path);
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const at = Math.floor(place * end);
  switch (kind) {
    case 'flip':
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      break;
    case 'zero':
      bytes
        .subarray(at - (at % 512))
        .subarray(0, 512)
        .fill(0);
      break;
    case 'repeat':
      bytes.copyWithin(at - (at % 8), 512, 1024);
      break;
    case 'cut':
      writeFileSync(path, bytes.subarray(0, at));
      return;
    case 'delete':
      rmSync(path);
      return;
  }
  writeFileSync(path, bytes);
}

/** -1 when an opening is refused. */
function versionOpened(): number {
  try {
    return recoverFacts(work).version;
  } catch (error) {
    if (error instanceof EcsDbError || error instanceof Failure) return -1;
    throw error;
  }
}

function examineOrNothing(): ReturnType<typeof examine> | undefined {
  try {
    return examine(work);
  } catch (error) {
    const isRefusal = error instanceof Failure || (error instanceof EcsDbError && error.code === 'FORMAT_UNSUPPORTED');
    if (isRefusal) return undefined;
    throw error;
  }
}

function itemsIn(store: Store): number[] {
  const table = store.tableNamed('item');
  if (table === undefined) throw new Error('no items');
  const { records, count } = table.published;
  return Array.from({ length: count }, (_, row) => records.u32[(row * table.stride) / 4] as number).sort(
    (a, b) => a - b,
  );
}
