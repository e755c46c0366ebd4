/** `ecsdb info`: describes a database. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { type LockHolder, type Recovered, type Store, withImpliedIndexes } from '@ecsdb/runtime/storage';
import { lockHolderOf, recoverState, resolveDatabase, resolvePath } from '../directory/index.js';
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
import { compareWith, comparisonText } from './compare-schema.js';
import { readSchema } from './read-schema.js';
import { tableFacts, tableText } from './table-facts.js';

/** `descriptor` is the path of a schema to compare the stored one with. */
export function info(argument: string, descriptor: string | undefined, isJson: boolean): ExitStatus {
  const directory = resolveDatabase(argument);
  const given = descriptor === undefined ? undefined : readSchema(resolvePath(descriptor)).descriptor;
  const { recovered, store } = recoverState(directory);
  const report = describe(directory, recovered, store, lockHolderOf(directory));
  const comparison = given === undefined ? undefined : compareWith(recovered.schema, given);
  if (isJson) printJson(comparison === undefined ? report : { ...report, comparison });
  else printLines([...textOf(report), ...(comparison === undefined ? [] : comparisonText(comparison))]);
  return EXIT.done;
}

const NOT_ENFORCED = 'were not enforced when it was last opened; ecsdb check says which rows violate them';

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
    /** False if there are constraints, and the version that last opened the database did not enforce them. */
    enforcesConstraints: schema.enforced !== undefined || !hasConstraints(withImpliedIndexes(schema)),
    tables: store.tables.map((table) => tableFacts(schema, store, table)),
    segments,
    snapshots,
    bytes: [...segments, ...snapshots].reduce((sum, file) => sum + file.bytes, 0),
  };
}

function hasConstraints({ tables }: SchemaDescriptor): boolean {
  return tables.some(({ indexes, parentTable }) => indexes !== undefined || parentTable !== undefined);
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
      ...snapshots.map((snapshot): [string, string] => ['', snapshotText(snapshot)]),
      ['entities', report.entities.toLocaleString('en-US')],
      ...(report.enforcesConstraints ? [] : [['constraints', NOT_ENFORCED] as const]),
      ['tables', tables.length === 0 ? 'none' : String(tables.length)],
    ]),
    ...alignColumns(tables.flatMap(tableText)),
  ];
}

function snapshotText({ name, bytes, compression }: InfoReport['snapshots'][number]): string {
  return `${name}, ${formatBytes(bytes)}${compression === 'none' ? '' : `, ${compression}`}`;
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
