/** `ecsdb info`: what is in a database. */

import { type LockHolder, lockHolder, type Recovered, type Store, storageError } from '@ecsdb/runtime/storage';
import { databaseAt, recoverState } from '../directory/index.js';
import {
  bytes,
  columns,
  count,
  date,
  EXIT,
  type ExitStatus,
  printJson,
  printLines,
  versions,
} from '../terminal/index.js';

export function info(argument: string, isJson: boolean): ExitStatus {
  const directory = databaseAt(argument);
  const { recovered, store } = recoverState(directory);
  const report = describe(directory, recovered, store, holderOf(directory));
  if (isJson) printJson(report);
  else printLines(textOf(report));
  return EXIT.done;
}

type InfoReport = ReturnType<typeof describe>;

function describe(directory: string, recovered: Recovered, store: Store, holder: LockHolder | undefined) {
  const { schema, databaseId, createdMs, version, segments, snapshots, report, epoch } = recovered;
  return {
    directory,
    schema: { name: schema.name, version: schema.version, hash: schema.hash },
    databaseId,
    created: new Date(createdMs).toISOString(),
    /** How often it was opened for writing. */
    openings: epoch,
    version,
    /** The first version that the log still has; null without any. */
    oldestLogged: segments.find(({ firstVersion, lastVersion }) => lastVersion >= firstVersion)?.firstVersion ?? null,
    openedBy: holder ?? null,
    wasClosed: report.wasClosed,
    /** What the next opening will cut off the end of the log. */
    unfinished: holder === undefined ? report.dropped : null,
    damagedSnapshots: report.setAside,
    entities: store.entities.published.alive,
    tables: store.tables.map(({ name, id, stride, published }) => ({
      name,
      id,
      rows: published.count,
      rowBytes: stride,
    })),
    segments,
    snapshots,
    bytes: [...segments, ...snapshots].reduce((sum, file) => sum + file.bytes, 0),
  };
}

function holderOf(directory: string): LockHolder | undefined {
  try {
    return lockHolder(directory);
  } catch (error) {
    throw storageError(error, 'reading the lock', directory);
  }
}

function textOf(report: InfoReport): string[] {
  const { schema, segments, snapshots, tables } = report;
  const segmentBytes = segments.reduce((sum, file) => sum + file.bytes, 0);
  return [
    ...columns([
      ['database', `${schema.name}, schema version ${schema.version}`],
      ['schema hash', schema.hash],
      ['database id', report.databaseId],
      ['created', date(Date.parse(report.created))],
      ['opened', count(report.openings, 'time')],
      ['version', String(report.version)],
      ['state', stateOf(report)],
      ['log', `${count(segments.length, 'segment')}, ${bytes(segmentBytes)}, ${loggedVersions(report)}`],
      ['snapshots', snapshots.length === 0 ? 'none' : String(snapshots.length)],
      ...snapshots.map((snapshot): [string, string] => ['', `${snapshot.name}, ${bytes(snapshot.bytes)}`]),
      ['entities', report.entities.toLocaleString('en-US')],
      ['tables', tables.length === 0 ? 'none' : String(tables.length)],
    ]),
    ...columns(tables.map(({ name, rows }) => [`  ${name}`, count(rows, 'row')])),
  ];
}

function stateOf({ openedBy, wasClosed, unfinished, damagedSnapshots }: InfoReport): string {
  const parts = [];
  if (openedBy !== null) parts.push(holderText(openedBy));
  else parts.push(wasClosed ? 'closed' : 'not closed properly; that is fine');
  if (unfinished !== null)
    parts.push(`the last ${bytes(unfinished.bytes)} of the log are unfinished and will be cut off`);
  for (const { file } of damagedSnapshots) parts.push(`${file} is damaged and not used`);
  return parts.join('; ');
}

function holderText({ pid, host, since, isCertain }: LockHolder): string {
  if (pid === null) return 'locked by somebody unknown';
  const where = isCertain ? '' : ` of host '${host}', where nobody can ask whether it lives`;
  return `open in process ${pid}${where}, since ${since}`;
}

function loggedVersions({ oldestLogged, version }: InfoReport): string {
  return oldestLogged === null ? 'no transactions' : versions(oldestLogged, version);
}
