/** What a database must do, and must not do, when its log has failed or its device is full. */

import { require } from '../framework/violation.js';
import { transfer } from '../workload/changes.js';
import type { Session } from '../workload/session.js';

/** After the log has failed, no call acknowledges a commit; reads throw, unless the options allow them. */
export async function checkPoisoned(session: Session): Promise<void> {
  const { db } = session;
  const durable = db.durableVersion;
  await requireCode('write', 'POISONED', () => db.write(() => {}));
  await requireCode('writeSync', 'POISONED', async () => db.writeSync(() => {}));
  await requireCode('flush', 'POISONED', () => db.flush());
  await requireCode('resume', 'POISONED', () => db.resume());
  require((await session.commit(transfer, transfer)) === 0, 'nothing is committed');
  session.commitSync(transfer);
  if (session.options.readsAfterPoison) session.checkShown();
  else await requireCode('count', 'POISONED', async () => db.count());
  require(!(await session.checkpoint()), 'no snapshot is taken of commits that may not be on the device');
  require(db.durableVersion === durable, 'nothing else becomes durable', () => [durable, db.durableVersion]);
  session.checkSeen();
}

/** On a full device nothing is committed, and reads work. */
export async function checkFull(session: Session): Promise<void> {
  const { db } = session;
  const { version } = db;
  session.checkShown();
  await requireCode('write', 'DISK_FULL', () => db.write(() => {}));
  await requireCode('writeSync', 'DISK_FULL', async () => db.writeSync(() => {}));
  require((await session.commit(transfer, transfer)) === 0, 'nothing is committed');
  session.checkShown();
  require(db.version === version, 'nothing is published', () => [version, db.version]);
}

async function requireCode(what: string, code: string, run: () => Promise<unknown>): Promise<void> {
  const outcome = await run().then(
    () => 'success',
    (error: unknown) => error,
  );
  const isSo = typeof outcome === 'object' && outcome !== null && 'code' in outcome && outcome.code === code;
  require(isSo, `${what} ends with ${code}`, () => outcome);
}
