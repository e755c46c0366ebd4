/** Everything that a database does in its life, in a directory of many small segments. */

import * as change from './changes.js';
import type { Session } from './session.js';

export interface Step {
  readonly name: string;
  /** True if the database is closed before the step; it is open otherwise. */
  readonly isOpening?: true;
  run(session: Session): Promise<void>;
}

/** Longer than any pause after which the log does something. */
const PAUSE_MS = 300;

export const SCRIPT: readonly Step[] = [
  { name: 'make', isOpening: true, run: (session) => session.open() },
  { name: 'found', run: (session) => commitEach(session, change.found, change.openAccounts(4)) },
  { name: 'single commits', run: (session) => commitEach(session, change.transfer, change.write, change.turnOver) },
  {
    name: 'a group',
    run: (session) => commitAll(session, change.transfer, change.regret, change.write, change.turnOver),
  },
  { name: 'a group that is undone', run: (session) => commitAll(session, change.regret, change.regret) },
  {
    name: 'without waiting',
    run: async (session) => commitSync(session, change.transfer, change.regret, change.write),
  },
  { name: 'a pause', run: pause },
  { name: 'more than a segment', run: (session) => commitEach(session, change.openAccounts(60)) },
  { name: 'after more than a segment', run: (session) => commitEach(session, change.transfer, change.write) },
  { name: 'many ends', run: (session) => commitEach(session, change.closeAccounts(20), change.closeAccounts(20)) },
  { name: 'a snapshot meanwhile', run: (session) => checkpointMeanwhile(session) },
  { name: 'some segments', run: (session) => several(session, 14) },
  { name: 'a second snapshot', run: (session) => checkpointMeanwhile(session) },
  { name: 'close', run: close },
  { name: 'open', isOpening: true, run: (session) => session.open() },
  { name: 'after opening', run: (session) => several(session, 4) },
  { name: 'a third snapshot', run: (session) => checkpointMeanwhile(session) },
  { name: 'end of the process', run: endProcess },
  { name: 'after its end', run: (session) => several(session, 16) },
  { name: 'a snapshot of what is quiet', run: async (session) => void (await session.checkpoint()) },
  {
    name: 'another snapshot soon after',
    // Without a new segment in between, because making one syncs the names.
    run: async (session) => {
      await session.commit(change.transfer);
      await session.checkpoint();
    },
  },
  { name: 'a last pause', run: pause },
  { name: 'last commits', run: (session) => several(session, 3) },
  { name: 'the last close', run: close },
  { name: 'the last opening', isOpening: true, run: (session) => session.open() },
];

/** A short script with one step of each kind. */
export const SHORT_SCRIPT: readonly Step[] = [
  { name: 'make', isOpening: true, run: (session) => session.open() },
  { name: 'found', run: (session) => commitEach(session, change.found, change.openAccounts(4)) },
  {
    name: 'a group',
    run: (session) => commitAll(session, change.transfer, change.regret, change.write, change.turnOver),
  },
  {
    name: 'without waiting',
    run: async (session) => commitSync(session, change.transfer, change.regret, change.write),
  },
  { name: 'a pause', run: pause },
  { name: 'more than a segment', run: (session) => commitEach(session, change.openAccounts(60), change.transfer) },
  { name: 'many ends', run: (session) => commitEach(session, change.closeAccounts(45)) },
  { name: 'a snapshot meanwhile', run: (session) => checkpointMeanwhile(session) },
  { name: 'some segments', run: (session) => several(session, 6) },
  { name: 'a second snapshot', run: (session) => checkpointMeanwhile(session) },
  { name: 'a pause again', run: pause },
  { name: 'close', run: close },
  { name: 'open', isOpening: true, run: (session) => session.open() },
  { name: 'after opening', run: (session) => several(session, 4) },
  { name: 'end of the process', run: endProcess },
  { name: 'after its end', run: (session) => several(session, 3) },
];

/** A script in which the thread that commits waits for each commit, and mostly writes it by itself. */
export const SYNC_SCRIPT: readonly Step[] = [
  { name: 'make', isOpening: true, run: (session) => session.open() },
  { name: 'found', run: async (session) => commitSync(session, change.found, change.openAccounts(4)) },
  {
    name: 'one by one',
    run: async (session) => commitSync(session, change.transfer, change.regret, change.write, change.turnOver),
  },
  { name: 'a pause', run: pause },
  { name: 'after a pause', run: async (session) => commitSync(session, change.transfer, change.transfer) },
  {
    name: 'in turn with groups',
    run: async (session) => {
      for (let i = 0; i < 3; i++) {
        commitSync(session, change.any);
        await session.commit(change.any, change.any);
      }
    },
  },
  {
    name: 'more than a segment',
    run: async (session) => commitSync(session, change.openAccounts(60), change.transfer, change.write),
  },
  { name: 'a snapshot meanwhile', run: (session) => checkpointMeanwhile(session, commitSyncMeanwhile) },
  { name: 'some segments', run: async (session) => commitSync(session, ...Array(16).fill(change.any)) },
  { name: 'close', run: close },
  { name: 'open', isOpening: true, run: (session) => session.open() },
  { name: 'after opening', run: async (session) => commitSync(session, change.transfer, change.write) },
  { name: 'end of the process', run: endProcess },
  { name: 'after its end', run: async (session) => commitSync(session, change.transfer, change.turnOver) },
];

/** Commits each change as a group. */
async function commitEach(session: Session, ...changes: readonly change.Change[]): Promise<void> {
  for (const one of changes) await session.commit(one);
}

async function commitAll(session: Session, ...changes: readonly change.Change[]): Promise<void> {
  await session.commit(...changes);
}

function commitSync(session: Session, ...changes: readonly change.Change[]): void {
  for (const one of changes) session.commitSync(one);
}

async function several(session: Session, groups: number): Promise<void> {
  for (let i = 0; i < groups; i++) {
    const size = i % 4 === 3 ? 3 : 1;
    await session.commit(...Array.from({ length: size }, () => change.any));
  }
}

/** Advances the time, and lets what is due run. */
async function pause(session: Session): Promise<void> {
  session.clock.advance(PAUSE_MS);
  session.checkPause();
  await session.flush();
}

async function commitMeanwhile(session: Session): Promise<void> {
  await session.commit(change.any);
  await session.commit(change.turnOver, change.replace);
}

async function commitSyncMeanwhile(session: Session): Promise<void> {
  commitSync(session, change.any, change.turnOver);
}

/** Commits while a snapshot is taken: some in each of its turns. */
async function checkpointMeanwhile(session: Session, commit = commitMeanwhile): Promise<void> {
  let isRunning = true;
  const checkpoint = session.checkpoint().finally(() => {
    isRunning = false;
  });
  // The first turn precedes all commits. The last commit follows the end of the snapshot.
  do {
    await commit(session);
    await new Promise((resolve) => setImmediate(resolve));
  } while (isRunning);
  await checkpoint;
}

async function close(session: Session): Promise<void> {
  await session.close();
}

async function endProcess(session: Session): Promise<void> {
  session.kill();
  await session.open();
}
