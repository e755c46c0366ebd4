/** `ecsdb info`: describes a database. */

import type { LockHolder, Recovered, Store } from '@ecsdb/runtime/storage';
import { lockHolderOf, recoverState, resolveDatabase } from '../directory/index.js';
import {
  alignColumns,
  EXIT,
  type ExitStatus,
  formatBytes,
  formatCount,
  formatDate,
  formatVersions,
  printJson,
  printLines,
} from '../terminal/index.js';

export function info(argument: string, isJson: boolean): ExitStatus {
  const directory = resolveDatabase(argument);
  const { recovered, store } = recoverState(directory);
  const report = describe(directory, recovered, store, lockHolderOf(directory));
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
    /** How often the database was opened for writing. */
    openings: epoch,
    version,
    /** The first version that the log still contains; null if it contains none. */
    oldestLogged: segments.find(({ firstVersion, lastVersion }) => lastVersion >= firstVersion)?.firstVersion ?? null,
    openedBy: holder ?? null,
    wasClosed: report.wasClosed,
    /** What the next opening cuts off the end of the log. */
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

function textOf(report: InfoReport): string[] {
  const { schema, segments, snapshots, tables } = report;
  const segmentBytes = segments.reduce((sum, file) => sum + file.bytes, 0);
  return [
    ...alignColumns([
      ['database', `${schema.name}, schema version ${schema.version}`],
      ['schema hash', schema.hash],
      ['database id', report.databaseId],
      ['created', formatDate(Date.parse(report.created))],
      ['opened', formatCount(report.openings, 'time')],
      ['version', String(report.version)],
      ['state', stateOf(report)],
      ['log', `${formatCount(segments.length, 'segment')}, ${formatBytes(segmentBytes)}, ${loggedVersions(report)}`],
      ['snapshots', snapshots.length === 0 ? 'none' : String(snapshots.length)],
      ...snapshots.map((snapshot): [string, string] => ['', `${snapshot.name}, ${formatBytes(snapshot.bytes)}`]),
      ['entities', report.entities.toLocaleString('en-US')],
      ['tables', tables.length === 0 ? 'none' : String(tables.length)],
    ]),
    ...alignColumns(tables.map(({ name, rows }) => [`  ${name}`, formatCount(rows, 'row')])),
  ];
}

function stateOf({ openedBy, wasClosed, unfinished, damagedSnapshots }: InfoReport): string {
  const parts = [];
  if (openedBy !== null) parts.push(holderText(openedBy));
  else parts.push(wasClosed ? 'closed' : 'not closed properly; what was durable is kept');
  if (unfinished !== null)
    parts.push(
      `the last ${formatBytes(unfinished.bytes)} of the log are unfinished and are cut off by the next opening`,
    );
  for (const { file } of damagedSnapshots) parts.push(`${file} is damaged and not used`);
  return parts.join('; ');
}

function holderText({ pid, host, since, isCertain }: LockHolder): string {
  if (pid === null) return 'locked by an unknown process';
  const where = isCertain ? '' : ` of host '${host}' (whether it still runs cannot be checked from here)`;
  return `open in process ${pid}${where}, since ${since}`;
}

function loggedVersions({ oldestLogged, version }: InfoReport): string {
  return oldestLogged === null ? 'no transactions' : formatVersions(oldestLogged, version);
}
