/** A thread that executes orders: each message names one, and each reply contains its result or its error. */

import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { schemaFromDescriptor } from '@ecsdb/runtime';
import { attach } from '@ecsdb/runtime/threads';

const { handle, descriptor, options } = workerData;
const db = attach(schemaFromDescriptor(descriptor), handle, options);
const flag = new Int32Array(workerData.flag);

/** An iterator that is abandoned before its end, and a row. */
let iterator;
let keptRow;

const component = (name) => db.component(name);

/** Reads a pinned version twice: at once, and after the owner has had time to continue. */
function hold(name, milliseconds) {
  return db.pinVersion((view) => {
    const before = rowsOf(view, name);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    Atomics.wait(flag, 1, 0, milliseconds);
    return { before, after: rowsOf(view, name), version: view.version };
  });
}

function rowsOf(reader, name) {
  const rows = [];
  reader.query(component(name)).forEach((row, entity) => {
    rows.push([entity, row.toObject()]);
  });
  return rows;
}

/** Reads a field of two entities, together and one alone, until it is released. */
function compare([first, second], name, path) {
  const counts = { reads: 0, changes: 0, torn: 0, backwards: 0 };
  const field = (row) => row.get(path);
  let last = 0;
  Atomics.store(flag, 0, 1);
  while (Atomics.load(flag, 1) === 0) {
    const alone = db.read(first, component(name), field);
    const pair = db.pinVersion((view) => [first, second].map((entity) => view.read(entity, component(name), field)));
    counts.reads++;
    if (alone !== last) Atomics.store(flag, 2, ++counts.changes);
    if (pair[0] !== pair[1]) counts.torn++;
    if (alone < last || pair[0] < alone) counts.backwards++;
    last = pair[0];
  }
  return counts;
}

/** Sends many transactions without waiting. Returns how many were committed, and the messages of the others. */
function flood(name, count, whileHolding) {
  const send = () =>
    Array.from({ length: count }, () => db.write((tx) => tx.insert(tx.create(), component(name), { x: 1 })));
  return outcomesOf(whileHolding ? db.pinVersion(send) : send());
}

/**
 * Sends updates, and reads no reply until it is released. It creates no entities, because a thread that waits for ids
 * reads replies.
 */
function floodUnread(entity, name, count) {
  return blockedOutcomesOf(Array.from({ length: count }, (_, x) => db.update(entity, component(name), { x })));
}

/** Sends transactions that the owner rejects with long errors, and reads no reply until it is released. */
function rejectionsUnread(entity, name, count) {
  return blockedOutcomesOf(Array.from({ length: count }, () => db.insert(entity, component(name), { x: 1 })));
}

function blockedOutcomesOf(sent) {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  Atomics.wait(flag, 1, 0, 60_000);
  return outcomesOf(sent);
}

async function outcomesOf(sent) {
  const count = sent.length;
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  const outcomes = await Promise.allSettled(sent);
  const errors = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  const rejected = [...new Set(errors.map(({ message }) => message))];
  const unknown = errors.filter(({ outcome }) => outcome === 'unknown').length;
  return { committed: count - errors.length, rejected, ...(unknown > 0 && { unknown }) };
}

/** Sends a thousand transactions at a time until one is rejected. Returns how many were committed. */
async function floods(name) {
  for (let committed = 0; ; ) {
    const wave = await flood(name, 1000, false);
    committed += wave.committed;
    if (wave.rejected.length > 0) return committed;
  }
}

/** What listeners have heard, by their name, and the functions that remove them. */
const heard = new Map();
const stops = new Map();

/** What a listener notes of a commit: its version and its operations, with rows as plain data. */
function noteOf(commit) {
  if (commit.reset) return { reset: true, version: commit.version, published: db.version };
  const operations = Array.from(commit.operations(), ({ kind, entity, table, data, old }) => ({
    kind,
    entity,
    ...(table !== undefined && { table }),
    ...(data !== undefined && { data }),
    ...(old !== undefined && { old }),
  }));
  return { version: commit.version, isVisible: db.version >= commit.version, operations };
}

function listen(listener, options) {
  const notes = [];
  heard.set(listener, notes);
  const version = db.version;
  stops.set(
    listener,
    db.onCommit((commit) => void notes.push(noteOf(commit)), options),
  );
  return version;
}

/** Resolves with what the listener has heard, once that includes a version. */
async function heardUpTo(listener, version) {
  const notes = heard.get(listener);
  while ((notes.at(-1)?.version ?? 0) < version) await new Promise((resolve) => setTimeout(resolve, 1));
  return notes;
}

/** Adds a listener that only counts. `isSlow` says that it takes 0.2 ms for each commit. */
function countCommits(listener, isSlow) {
  const counts = { commits: 0, resets: 0, gaps: 0, version: 0, first: db.version };
  heard.set(listener, counts);
  db.onCommit(({ reset, version }) => {
    if (isSlow) for (const end = performance.now() + 0.2; performance.now() < end; );
    if (version !== counts.version + 1 && counts.version > 0 && !reset) counts.gaps++;
    if (reset) counts.resets++;
    else counts.commits++;
    counts.version = version;
  });
  return counts.first;
}

/** Adds a listener that checks that each row of a commit contains its version in all fields. */
function verifyCommits(listener) {
  const counts = { commits: 0, resets: 0, wrong: 0, version: 0 };
  heard.set(listener, counts);
  db.onCommit(
    (commit) => {
      counts.version = commit.version;
      if (commit.reset) {
        counts.resets++;
        return;
      }
      counts.commits++;
      for (const { data, old } of commit.operations()) {
        if (data !== undefined && Object.values(data).some((value) => value !== commit.version)) counts.wrong++;
        if (old !== undefined && Object.values(old).some((value) => value !== old.x)) counts.wrong++;
      }
    },
    { old: true },
  );
}

async function countedUpTo(listener, version) {
  const counts = heard.get(listener);
  while (counts.version < version) await new Promise((resolve) => setTimeout(resolve, 1));
  return counts;
}

/** Starts a watch of a table, or of one row of it. Notes what is reported, and whether it could be read then. */
function watch(watcher, name, entity) {
  const notes = [];
  heard.set(watcher, notes);
  const note = (changes) => void notes.push({ ...changes, version: db.version, count: db.count(component(name)) });
  const given = entity === undefined ? [component(name), note] : [entity, component(name), note];
  stops.set(watcher, db.watch(...given));
}

/** A worker of this thread, and its orders that have no reply yet. */
let nested;
const unreplied = new Map();

/**
 * Starts a worker that executes orders, too; it starts the next one, `depth` in total. The innermost worker has `flag`.
 */
async function nest(depth, nestedFlag) {
  nested = new Worker(new URL(import.meta.url), { workerData: { ...workerData, flag: nestedFlag }, execArgv: [] });
  nested.on('message', ({ id, result, error }) => {
    const { resolve, reject } = unreplied.get(id);
    if (error === undefined) resolve(result);
    else reject(error);
  });
  return depth > 1 ? askNested('nest', depth - 1, nestedFlag) : askNested('thread');
}

function askNested(order, ...given) {
  const id = unreplied.size;
  return new Promise((resolve, reject) => {
    unreplied.set(id, { resolve, reject });
    nested.postMessage({ id, order, given });
  });
}

/** Sends transactions without waiting until one is rejected. Returns how many were committed. */
async function pour(name) {
  let committed = 0;
  let isRejected = false;
  Atomics.store(flag, 0, 1);
  while (!isRejected) {
    for (let i = 0; i < 2000 && !isRejected; i++) {
      const sent = db.write((tx) => tx.insert(tx.create(), component(name), { x: 1 }));
      sent.then(
        () => void committed++,
        () => {
          isRejected = true;
        },
      );
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await db.close();
  return committed;
}

const ORDERS = {
  listen,
  heardUpTo,
  countCommits,
  countedUpTo,
  verifyCommits,
  /** An unfinished loop pins a version until the present job ends; the listener must hear of later versions. */
  listenWithOpenLoops: (listener, name) => {
    listen(listener);
    db.onCommit(() => void db.query(component(name))[Symbol.iterator]().next());
  },
  stopListening: (listener) => stops.get(listener)(),
  watch,
  /** Starts a watch, and blocks so long that the owner overwrites commits. */
  watchAndBlock: (watcher, name, milliseconds) => {
    watch(watcher, name);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    Atomics.wait(flag, 1, 0, milliseconds);
  },
  /** Writes, and says how often its watch was called when the promise settled. */
  writeAndWatch: (name, data) =>
    db.write((tx) => tx.insert(tx.create(), component(name), data)).then(() => heard.get('own').length),
  commitsSince: (version) => Array.from(db.commitsSince(version), noteOf),
  /** Counts how often the commits since a version do not end with the version that was published before. */
  commitsUpToVersion: (rounds) => {
    let misses = 0;
    Atomics.store(flag, 0, 1);
    for (let i = 0; i < rounds; i++) {
      const { version } = db;
      const last = Array.from(db.commitsSince(version - 1), (commit) => commit.version);
      if (!last.includes(version)) misses++;
    }
    return misses;
  },
  /** Reads all rows and begins to listen in the same version, while the owner commits. */
  listenInPinnedVersion: (listener, name, milliseconds) =>
    db.pinVersion((view) => {
      const rows = rowsOf(view, name);
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      Atomics.wait(flag, 1, 0, milliseconds);
      return { rows, version: listen(listener) };
    }),
  throwingListener: async () => {
    db.onCommit(() => {
      throw new RangeError('on purpose');
    });
    const [warning] = await once(process, 'warning');
    return warning.message;
  },
  /** Writes, and says what its listener had heard when the promise settled. */
  writeAndHear: async (name, data) => {
    const version = await db.write((tx) => tx.insert(tx.create(), component(name), data)).then(() => db.version);
    return { version, heard: heard.get('own').map((note) => note.version) };
  },
  pour,
  nest,
  innermost: (order, ...given) =>
    nested === undefined ? ORDERS[order](...given) : askNested('innermost', order, ...given),
  terminateNested: async () => void (await nested.terminate()),
  terminateNestedSoon: (milliseconds) => void setTimeout(() => nested.terminate(), milliseconds),
  thread: () => db.thread,
  flood,
  floodUnread,
  rejectionsUnread,
  floods,
  compare,
  version: () => db.version,
  get: (entity, name) => db.get(entity, component(name)),
  tryGet: (entity, name) => db.tryGet(entity, component(name)),
  has: (entity, name) => db.has(entity, component(name)),
  isAlive: (entity) => db.isAlive(entity),
  count: (name) => (name === undefined ? db.count() : db.count(component(name))),
  read: (entity, name, path) => db.read(entity, component(name), (row) => row.get(path)),
  rows: (name) => rowsOf(db, name),
  pairs: (a, b) => {
    const pairs = [];
    for (const [, , entity] of db.query(component(a), component(b))) pairs.push(entity);
    return pairs;
  },
  hold,
  begin: (name) => {
    iterator = db.query(component(name))[Symbol.iterator]();
    return iterator.next().done;
  },
  next: () => iterator.next().done,
  entitiesOfRest: () => Array.from(iterator, ([, entity]) => entity),
  beginInPinnedVersion: (name) =>
    db.pinVersion((view) => {
      iterator = view.query(component(name))[Symbol.iterator]();
      const [row] = iterator.next().value;
      keptRow = row;
    }),
  useKeptRow: (path) => keptRow.get(path),
  beginMany: (name, count) => {
    for (let i = 0; i < count; i++) db.query(component(name))[Symbol.iterator]().next();
  },
  create: (name, data) =>
    db.write((tx) => {
      const entity = tx.create();
      tx.insert(entity, component(name), data);
      return entity;
    }),
  createMany: (name, count) =>
    db.write((tx) => {
      const created = [];
      for (let i = 0; i < count; i++) {
        const entity = tx.create();
        tx.insert(entity, component(name), { x: i });
        created.push(entity);
      }
      return created;
    }),
  insert: (entity, name, data) => db.insert(entity, component(name), data),
  update: (entity, name, data) => db.update(entity, component(name), data),
  updateMany: async (entity, name, count) => {
    const versions = await Promise.all(
      Array.from({ length: count }, (_, x) => db.update(entity, component(name), { x })),
    );
    return versions.every((version, i) => i === 0 || version === versions[i - 1] + 1);
  },
  remove: (entity, name) => db.delete(entity, component(name)),
  destroy: (entity) => db.write((tx) => tx.destroy(entity)),
  throwing: (name) =>
    db.write((tx) => {
      tx.insert(tx.create(), component(name), { x: 1 });
      throw new RangeError('on purpose');
    }),
  updateByFunction: (entity, name) => db.update(entity, component(name), () => {}),
  asyncWrite: () => db.write(async () => {}),
  asyncPinnedVersion: () => db.pinVersion(async () => {}),
  keptPinnedVersion: () => {
    let kept;
    db.pinVersion((view) => {
      kept = view;
    });
    return kept.count();
  },
  createEntity: () => db.create(),
  destroyEntity: (entity) => db.destroy(entity),
  livingEntities: () => [...db.entities()],
  showEntity: (entity) => JSON.stringify(db.entity(entity)),
  readInWrite: (method, entity, name) => db.write((tx) => tx[method](entity, component(name), () => {})),
  callOnDatabase: (method) => db[method](),
  writeInPinnedVersion: (method, entity, name) => db.pinVersion((view) => view[method](entity, component(name), {})),
  writeSync: () => db.writeSync(),
  close: () => db.close(),
  exit: () => process.exit(),
  exitAndRead: (name) => {
    process.on('exit', () => {
      try {
        db.count(component(name));
      } catch ({ code }) {
        if (code === 'CHANNEL_CLOSED') Atomics.store(flag, 2, 1);
      }
    });
    process.exit();
  },
  crash: () => {
    setImmediate(() => {
      throw new Error('crashed on purpose');
    });
  },
};

parentPort.on('message', async ({ id, order, given }) => {
  try {
    parentPort.postMessage({ id, result: await ORDERS[order](...given) });
  } catch (error) {
    const { name, message, code, ...facts } = error;
    parentPort.postMessage({ id, error: { name, message, code, ...facts } });
  }
});
