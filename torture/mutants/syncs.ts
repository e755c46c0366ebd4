/** Syncs, by the names that docs/format.md gives them. */

import { edit, without } from './edit.js';
import type { Mutant } from './mutant.js';

export const SYNCS: readonly Mutant[] = [
  {
    name: 'sync-group: a group is acknowledged without a sync',
    edits: [
      edit(
        'log/log-writer.js',
        '// sync-group\n            this.#sync(segment);\n        }',
        'this.#durableVersion = this.#writtenVersion;\n        }',
      ),
    ],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-group: the sync is said to have been done before it is',
    edits: [
      edit(
        'log/open-segment.js',
        'this.#checksum = checksum;\n        this.isDirty = true;',
        'this.#checksum = checksum;',
      ),
    ],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-group, before a seal: it says more than is on the device',
    edits: [
      edit(
        'log/log-writer.js',
        '// sync-group\n            this.#sync(segment);\n            this.#appendPlain(segment, FRAME_SEAL',
        'this.#durableVersion = this.#writtenVersion;\n            this.#appendPlain(segment, FRAME_SEAL',
      ),
      edit('durable/log-service.js', '!this.#isSealed && !writer.isDirty &&', '!this.#isSealed &&'),
    ],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-group, before the close: it says more than is on the device',
    edits: [
      edit(
        'log/log-writer.js',
        '// sync-group\n            this.#sync(segment);\n            this.#appendPlain(segment, FRAME_CLOSE',
        'this.#durableVersion = this.#writtenVersion;\n            this.#appendPlain(segment, FRAME_CLOSE',
      ),
      edit('durable/log-service.js', '(requests & (SYNC | CLOSE)) !== 0)', '(requests & SYNC) !== 0)'),
    ],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-seal',
    edits: [without('log/log-writer.js', '// sync-seal\n            this.#sync(segment);')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-close',
    edits: [without('log/log-writer.js', '// sync-close\n            this.#sync(segment);')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-part',
    edits: [without('log/open-segment.js', '// sync-part\n            syncFile(this.#file, this.path);')],
    caughtBy: 'groups in parts',
  },
  {
    name: 'sync-scrap',
    edits: [edit('log/open-segment.js', 'this.#file.size()));\n        this.sync();', 'this.#file.size()));')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-predecessor',
    edits: [without('log/log-writer.js', '// sync-predecessor\n        this.#sync(segment);')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-segment',
    edits: [without('log/make-segment.js', '// sync-segment\n        syncFile(file, directory.pathOf(temporary));')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-segment-directory',
    edits: [without('log/make-segment.js', '// sync-segment-directory\n        syncDirectory(directory);')],
    caughtBy: 'openings',
  },
  {
    name: 'sync-manifest',
    edits: [without('directory/write-new-file.js', 'syncFile(file, directory.pathOf(name));')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-manifest-directory',
    edits: [without('directory/manifest.js', '// sync-manifest-directory\n    syncDirectory(directory);')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-window',
    edits: [without('durable/checkpointer.js', '// sync-window\n            await this.#log.flush(windowEnd);')],
    caughtBy: 'crash, a snapshot',
  },
  {
    name: 'sync-snapshot',
    edits: [without('snapshot/snapshot-writer.js', 'file.sync(); // sync-snapshot\n')],
    caughtBy: 'crash, snapshots',
  },
  {
    name: 'sync-snapshot-directory',
    edits: [without('snapshot/snapshot-writer.js', 'this.#directory.sync(); // sync-snapshot-directory')],
    caughtBy: 'crash, snapshots',
  },
  {
    name: 'sync-torn-end',
    edits: [without('recovery/repair.js', 'copy.sync(); // sync-torn-end')],
    caughtBy: 'repairs',
  },
  {
    name: 'sync-torn-end-directory',
    edits: [without('recovery/repair.js', 'directory.sync(); // sync-torn-end-directory')],
    caughtBy: 'repairs',
  },
  {
    name: 'sync-rewrite',
    edits: [without('recovery/repair.js', 'copy.sync(); // sync-rewrite')],
    caughtBy: 'repairs',
  },
  {
    name: 'sync-rewrite-directory',
    edits: [without('recovery/repair.js', 'directory.sync(); // sync-rewrite-directory')],
    caughtBy: 'openings',
  },
];
