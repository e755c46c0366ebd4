/** What a database whose log cannot go on must do, and what it must not. */

import { require } from '../framework/violation.js';
import { transfer } from '../workload/changes.js';
import type { Session } from '../workload/session.js';

/** After the log has failed, nothing is acknowledged any more, whatever is asked; reads throw unless that was not wanted. */
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
  require(!(await session.checkpoint()), 'no snapshot is taken of what may not be on the device');
  require(db.durableVersion === durable, 'nothing becomes durable any more', () => [durable, db.durableVersion]);
  session.checkSeen();
}

/** On a full device nothing is committed, and reads go on. */
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
