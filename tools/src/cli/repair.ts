/** `ecsdb repair`: saves the intact part of a database in a new directory. */

import { EcsDbError } from '@ecsdb/runtime';
import { isTornEnd, lockHolderOf, requireNewTarget, resolveDatabase, resolvePath } from '../directory/index.js';
import { type Examination, examine, type Losses, save } from '../repair/index.js';
import {
  canAsk,
  confirm,
  EXIT,
  type ExitStatus,
  Failure,
  formatBytes,
  formatCount,
  formatVersions,
  printJson,
  printLines,
  quotePath,
} from '../terminal/index.js';

export interface RepairOptions {
  readonly out: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export async function repair(argument: string, options: RepairOptions): Promise<ExitStatus> {
  const { dryRun, yes, json } = options;
  const directory = resolveDatabase(argument);
  let out = resolvePath(options.out);
  requireNewTarget(out, directory);
  requireClosed(directory);
  const examination = examine(directory);
  const { losses } = examination;
  const isLoss = losses.isAcknowledged;
  if (!json) printLines(planText(examination));
  if (!dryRun) {
    if (isLoss && !yes) await requireConsent(directory, out, losses);
    out = save(examination, out);
  }
  if (json) printJson(describe(examination, out, !dryRun));
  else
    printLines([
      dryRun
        ? 'Nothing was written (--dry-run).'
        : `${out}: version ${examination.plan.version}, written and read back.`,
    ]);
  return dryRun && isLoss ? EXIT.damaged : EXIT.done;
}

function requireClosed(directory: string): void {
  const holder = lockHolderOf(directory);
  if (holder === undefined) return;
  const { pid } = holder;
  const who = pid === null ? 'an unknown process' : `process ${pid}`;
  throw new EcsDbError(
    'LOCKED',
    `'${directory}' is open in ${who}, and only a closed database can be repaired. Close it there first; ` +
      'a backup can be made while it is open. If this is a copy of a directory that was open, ' +
      'delete the files LOCK-* in the copy.',
    { path: directory, ...(pid === null ? {} : { pid }) },
  );
}

async function requireConsent(directory: string, out: string, losses: Losses): Promise<void> {
  const what = `This loses ${lossText(losses)}, which may have been acknowledged.`;
  if (canAsk() && (await confirm(`${what} Go on?`))) return;
  const command = `ecsdb repair ${quotePath(directory)} --out ${quotePath(out)} --yes`;
  throw new Failure('NOT_CONFIRMED', `nothing was written. ${what} If that is acceptable, run: ${command}`);
}

function planText(examination: Examination): string[] {
  const { plan, losses, findings, schema } = examination;
  const { snapshot, steps, version } = plan;
  const files = new Set(steps.map(({ segment }) => segment.name));
  const sources = [
    ...(snapshot === undefined ? [] : [snapshot.name]),
    ...(files.size === 0 ? [] : [`${formatCount(files.size, 'segment')} of the log`]),
  ];
  const isUnacknowledged = losses.firstVersion !== null && !losses.isAcknowledged;
  const reassurance = isUnacknowledged ? '; none of it was acknowledged in strict mode' : '';
  const isOlder = findings.schema !== null && findings.schema.hash !== schema.hash;
  return [
    stateText(examination),
    `Can be saved: everything up to version ${version}, from ${sources.join(' and ')}.`,
    `Would be lost: ${lossText(losses)}${reassurance}.`,
    ...(isOlder ? [`The schema is that of before the migration, version ${schema.version}: ${AGAIN}.`] : []),
  ];
}

const AGAIN = 'opening the new directory migrates it again';

function stateText({ directory, findings, isSound, losses }: Examination): string {
  const { faults } = findings;
  if (isSound) return `${directory}: intact. No repair is needed; the result is a copy.`;
  if (faults.length === 0) return `${directory}: damaged: its files contradict each other.`;
  if (faults.every(isTornEnd) && !losses.isAcknowledged) {
    return (
      `${directory}: intact except for an unfinished end, as a crash leaves it. ` +
      'No repair is needed: the next opening cuts the end off.'
    );
  }
  return `${directory}: ${formatCount(faults.length, 'fault')}; ecsdb check lists them.`;
}

function lossText({ firstVersion, lastVersion, transactions, bytes, isOpen }: Losses): string {
  if (firstVersion === null) {
    const left = `; ${formatBytes(bytes)} of the log cannot be read and are left out`;
    return `nothing that was acknowledged${bytes === 0 ? '' : left}`;
  }
  const unusable = `${formatBytes(bytes)} of the log cannot be used`;
  if (lastVersion === null) return `all commits from version ${firstVersion} on; ${unusable}`;
  const more = isOpen ? ', and perhaps later ones' : '';
  const count = formatCount(transactions, 'transaction');
  return `${formatVersions(firstVersion, lastVersion)} (${count}; ${unusable})${more}`;
}

function describe({ directory, findings, isSound, plan, losses }: Examination, target: string, isWritten: boolean) {
  return {
    source: directory,
    target,
    version: plan.version,
    snapshot: plan.snapshot?.name ?? null,
    segments: [...new Set(plan.steps.map(({ segment }) => segment.name))],
    faults: findings.faults.length,
    isSound,
    losses,
    isWritten,
  };
}
