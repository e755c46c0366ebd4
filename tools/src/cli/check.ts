/** `ecsdb check`: reads every byte and says what is wrong. */

import { type CheckReport, checkDirectory, type JudgedFault } from '../check/index.js';
import { databaseAt } from '../directory/index.js';
import {
  bytes,
  columns,
  count,
  EXIT,
  type ExitStatus,
  green,
  printJson,
  printLines,
  quoted,
  red,
  versions,
  yellow,
} from '../terminal/index.js';

const STATUS: { readonly [verdict in CheckReport['verdict']]: ExitStatus } = {
  sound: EXIT.done,
  unfinished: EXIT.torn,
  damaged: EXIT.damaged,
  unsupported: EXIT.impossible,
};

const SUSPECT =
  "if these versions were never acknowledged, open it with recovery: 'point-in-time', which cuts them off";

export function check(argument: string, isJson: boolean): ExitStatus {
  const report = checkDirectory(databaseAt(argument));
  if (isJson) printJson(toJson(report));
  else printLines([...report.faults.flatMap(faultText), ...summary(report), verdictText(report)]);
  return STATUS[report.verdict];
}

function faultText(fault: JudgedFault): string[] {
  const { severity, file, offset, reason, case: label, firstVersion, lastVersion } = fault;
  const place = [file ?? 'the directory', ...(offset === undefined ? [] : [`byte ${offset}`])].join(', ');
  const details = [
    ...(firstVersion === undefined ? [] : [`at risk: ${versions(firstVersion, lastVersion)}`]),
    ...(fault.isSuspect ? [SUSPECT] : []),
  ];
  return [
    `${severityText(severity)}: ${place} (case ${label})`,
    `  ${reason}`,
    ...(severity === 'damaged' ? details.map((detail) => `  ${detail}`) : []),
  ];
}

function severityText(severity: JudgedFault['severity']): string {
  switch (severity) {
    case 'damaged':
    case 'unsupported':
      return red(severity);
    case 'unfinished':
      return yellow(severity);
    case 'being-written':
      return 'being written';
  }
}

function totals({ segments, snapshots }: CheckReport['findings']) {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  return {
    segments: segments.length,
    frames: sum(segments.map(({ frames }) => frames)),
    transactions: sum(segments.map(({ transactions }) => transactions)),
    operations: sum(segments.map(({ operations }) => operations)),
    segmentBytes: sum(segments.map((segment) => segment.bytes)),
    snapshots: snapshots.length,
    snapshotBytes: sum(snapshots.map((snapshot) => snapshot.bytes)),
  };
}

function summary({ findings, version, openedBy }: CheckReport): string[] {
  const { schema, temporary } = findings;
  const all = totals(findings);
  const log = [
    count(all.segments, 'segment'),
    count(all.frames, 'frame'),
    count(all.transactions, 'transaction'),
    count(all.operations, 'operation'),
    bytes(all.segmentBytes),
  ];
  return columns([
    ...(schema === null ? [] : [['schema', `${schema.name} ${schema.version}`] as const]),
    ...(version === null ? [] : [['version', String(version)] as const]),
    ['log', log.join(', ')],
    ['snapshots', all.snapshots === 0 ? 'none' : `${all.snapshots}, ${bytes(all.snapshotBytes)}`],
    ...(openedBy === null ? [] : [['open in', openedBy.pid === null ? 'unknown' : `process ${openedBy.pid}`] as const]),
    ...(temporary.length === 0 ? [] : [['temporary', temporary.join(', ')] as const]),
  ]);
}

function verdictText({ directory, verdict, opens, refusal, faults }: CheckReport): string {
  switch (verdict) {
    case 'sound':
      return `${directory}: ${green('sound')}`;
    case 'unfinished':
      return (
        `${directory}: ${yellow('sound but for an unfinished end')}, as a crash leaves it. Nothing needs to be done: the next ` +
        'opening cuts it off, and no commit that was acknowledged in strict mode is in it.'
      );
    case 'unsupported':
      return `${directory}: ${red('not checked')}. Use a newer version of ecsdb: the one that wrote it, or a later one.`;
    case 'damaged': {
      if (opens) {
        return (
          `${directory}: ${red('damaged')}, but it opens, without loss. Open it, take a snapshot with checkpoint(), and look at ` +
          'the device; or restore a backup.'
        );
      }
      const reason = faults.some(({ severity }) => severity === 'damaged') ? '' : ` ${refusal}`;
      return (
        `${directory}: ${red('damaged')}; opening it is refused.${reason} To save what is sound into a new directory, run: ` +
        `ecsdb repair ${quoted(directory)} --out <new dir>`
      );
    }
  }
}

function toJson(report: CheckReport): object {
  const { directory, verdict, opens, version, openedBy, faults, refusal, findings } = report;
  const { databaseId, schema, segments, snapshots, temporary } = findings;
  return {
    directory,
    verdict,
    opens,
    refusal,
    version,
    databaseId,
    schema: schema === null ? null : { name: schema.name, version: schema.version, hash: schema.hash },
    openedBy,
    faults,
    totals: totals(findings),
    segments,
    snapshots,
    temporary,
  };
}
