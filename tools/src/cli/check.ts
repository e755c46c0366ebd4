/** `ecsdb check`: reads every byte, checks the constraints of every row, and reports what is wrong. */

import { type CheckReport, checkDirectory, type JudgedFault } from '../check/index.js';
import { resolveDatabase } from '../directory/index.js';
import {
  alignColumns,
  EXIT,
  type ExitStatus,
  formatBytes,
  formatCount,
  formatVersions,
  green,
  printJson,
  printLines,
  quotePath,
  red,
  yellow,
} from '../terminal/index.js';

const STATUS: { readonly [verdict in CheckReport['verdict']]: ExitStatus } = {
  sound: EXIT.done,
  unfinished: EXIT.torn,
  inconsistent: EXIT.damaged,
  damaged: EXIT.damaged,
  unsupported: EXIT.impossible,
};

const SUSPECT =
  "if these versions were never acknowledged, open the database with recovery: 'point-in-time', which cuts them off";

export function check(argument: string, isJson: boolean): ExitStatus {
  const report = checkDirectory(resolveDatabase(argument));
  if (isJson) printJson(toJson(report));
  else {
    printLines([
      ...report.faults.flatMap(faultText),
      ...violationsText(report),
      ...summary(report),
      verdictText(report),
    ]);
  }
  return STATUS[report.verdict];
}

function faultText(fault: JudgedFault): string[] {
  const { severity, file, offset, reason, case: label, firstVersion, lastVersion } = fault;
  const place = [file ?? 'the directory', ...(offset === undefined ? [] : [`byte ${offset}`])].join(', ');
  const details = [
    ...(firstVersion === undefined ? [] : [`at risk: ${formatVersions(firstVersion, lastVersion)}`]),
    ...(fault.isSuspect ? [SUSPECT] : []),
  ];
  return [
    `${severityText(severity)}: ${place} (case ${label})`,
    `  ${reason}`,
    ...(severity === 'damaged' ? details.map((detail) => `  ${detail}`) : []),
  ];
}

function violationsText({ violations }: CheckReport): string[] {
  if (violations === null) return [];
  const { listed, count } = violations;
  const others = count - listed.length;
  return [
    ...listed.map(({ constraint, message }) => `${red('violation')} (${constraint}): ${message}`),
    ...(others === 0 ? [] : [`${formatCount(others, 'other violation')} not listed`]),
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

function summary({ findings, version, openedBy, violations }: CheckReport): string[] {
  const { schema, temporary } = findings;
  const all = totals(findings);
  const used = compressionsIn(findings);
  const log = [
    formatCount(all.segments, 'segment'),
    formatCount(all.frames, 'frame'),
    formatCount(all.transactions, 'transaction'),
    formatCount(all.operations, 'operation'),
    formatBytes(all.segmentBytes),
  ];
  return alignColumns([
    ...(schema === null ? [] : [['schema', `${schema.name} ${schema.version}`] as const]),
    ...(version === null ? [] : [['version', String(version)] as const]),
    ['log', log.join(', ')],
    ['snapshots', all.snapshots === 0 ? 'none' : [all.snapshots, formatBytes(all.snapshotBytes), ...used].join(', ')],
    ...(violations === null ? [] : [['constraints', constraintsText(violations.count)] as const]),
    ...(openedBy === null ? [] : [['open in', openedBy.pid === null ? 'unknown' : `process ${openedBy.pid}`] as const]),
    ...(temporary.length === 0 ? [] : [['temporary', temporary.join(', ')] as const]),
  ]);
}

/** Of the snapshots that are compressed. */
function compressionsIn({ snapshots }: CheckReport['findings']): readonly string[] {
  return [...new Set(snapshots.map(({ compression }) => compression))].filter((one) => one !== 'none');
}

function constraintsText(violations: number): string {
  return violations === 0 ? 'hold in all rows' : formatCount(violations, 'violation');
}

function verdictText({ directory, verdict, opens, refusal, faults, violations }: CheckReport): string {
  switch (verdict) {
    case 'sound':
      return `${directory}: ${green('intact')}`;
    case 'unfinished':
      return (
        `${directory}: ${yellow('intact except for an unfinished end')}, as a crash leaves it. ` +
        'Nothing needs to be done: the next opening cuts the end off, ' +
        'and it contains no commit that was acknowledged in strict mode.'
      );
    case 'inconsistent':
      return `${directory}: ${red('inconsistent')}; ${inconsistentText(violations?.count ?? 0, opens)}`;
    case 'unsupported':
      return (
        `${directory}: ${red('not checked')}. ` +
        (faults.find(({ advice }) => advice !== undefined)?.advice ??
          'Use a newer version of ecsdb: the one that wrote the database, or a later one.')
      );
    case 'damaged': {
      if (opens) {
        return (
          `${directory}: ${red('damaged')}, but it opens, without loss. Open it, take a snapshot with checkpoint(), ` +
          'and check the device; or restore a backup.'
        );
      }
      const reason = faults.some(({ severity }) => severity === 'damaged') ? '' : ` ${refusal}`;
      return (
        `${directory}: ${red('damaged')}; opening it is refused.${reason} To save the intact part in a new ` +
        `directory, run: ecsdb repair ${quotePath(directory)} --out <new dir>`
      );
    }
  }
}

function inconsistentText(violations: number, opens: boolean): string {
  const what = `the files are intact, and the rows violate constraints (${formatCount(violations, 'violation')}).`;
  if (opens) {
    return (
      `${what} It opens, and the constraints were enforced when these rows were written: this is a bug in ecsdb, or ` +
      'another program has changed the files. Please report it, and correct the rows.'
    );
  }
  return (
    `${what} The constraints were not enforced when these rows were written. Opening it with them is refused. Open ` +
    'it with a schema without these constraints, correct the rows, and open it with the constraints again.'
  );
}

function toJson(report: CheckReport): object {
  const { directory, verdict, opens, version, openedBy, faults, violations, refusal, findings } = report;
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
    /** The first ones, and how many there are. */
    violations: violations && { count: violations.count, listed: violations.listed },
    totals: totals(findings),
    segments,
    snapshots,
    temporary,
  };
}
