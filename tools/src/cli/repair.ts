/** `ecsdb repair`: saves what is sound into a new directory. */

import { EcsDbError } from '@ecsdb/runtime';
import { lockHolder } from '@ecsdb/runtime/storage';
import { databaseAt, pathOf, requireNewTarget } from '../directory/index.js';
import { type Examination, examine, isTorn, type Losses, save } from '../repair/index.js';
import {
  bytes,
  canAsk,
  confirm,
  count,
  EXIT,
  type ExitStatus,
  Failure,
  printJson,
  printLines,
  quoted,
  versions,
} from '../terminal/index.js';

export interface RepairOptions {
  readonly out: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export async function repair(argument: string, options: RepairOptions): Promise<ExitStatus> {
  const { dryRun, yes, json } = options;
  const directory = databaseAt(argument);
  let out = pathOf(options.out);
  requireNewTarget(out, directory);
  requireFree(directory);
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

function requireFree(directory: string): void {
  const holder = lockHolder(directory);
  if (holder === undefined) return;
  const { pid } = holder;
  const who = pid === null ? 'somebody' : `process ${pid}`;
  throw new EcsDbError(
    'LOCKED',
    `'${directory}' is open in ${who}. Close it there first; a backup can be made while it is open. If this is a copy of a ` +
      'directory that was open, the lock came with it: delete the files LOCK-* in the copy.',
    {
      path: directory,
      ...(pid === null ? {} : { pid }),
    },
  );
}

async function requireConsent(directory: string, out: string, losses: Losses): Promise<void> {
  const what = `This loses ${lossText(losses)}, which may have been acknowledged.`;
  if (canAsk() && (await confirm(`${what} Go on?`))) return;
  throw new Failure(
    'NOT_CONFIRMED',
    `nothing was written. ${what} If that is acceptable, run: ecsdb repair ${quoted(directory)} --out ${quoted(out)} --yes`,
  );
}

function planText(examination: Examination): string[] {
  const { plan, losses } = examination;
  const { snapshot, steps, version } = plan;
  const files = new Set(steps.map(({ segment }) => segment.name));
  const sources = [
    ...(snapshot === undefined ? [] : [snapshot.name]),
    ...(files.size === 0 ? [] : [`${count(files.size, 'segment')} of the log`]),
  ];
  return [
    stateText(examination),
    `Can be saved: everything up to version ${version}, from ${sources.join(' and ')}.`,
    `Would be lost: ${lossText(losses)}${losses.firstVersion === null || losses.isAcknowledged ? '' : '; none of it was acknowledged in strict mode'}.`,
  ];
}

function stateText({ directory, findings, isSound, losses }: Examination): string {
  const { faults } = findings;
  if (isSound) return `${directory}: sound. No repair is needed; what is made is a copy.`;
  if (faults.length === 0) return `${directory}: damaged: what is stored contradicts itself.`;
  if (faults.every(isTorn) && !losses.isAcknowledged) {
    return `${directory}: sound but for an unfinished end, as a crash leaves it. No repair is needed: the next opening cuts it off.`;
  }
  return `${directory}: ${count(faults.length, 'fault')}; ecsdb check lists them.`;
}

function lossText({ firstVersion, lastVersion, transactions, bytes: lost, isOpen }: Losses): string {
  if (firstVersion === null) {
    const left = `; ${bytes(lost)} of the log that cannot be read are left out`;
    return `nothing that was acknowledged${lost === 0 ? '' : left}`;
  }
  if (lastVersion === null)
    return `whatever was committed as version ${firstVersion} and later; ${bytes(lost)} of the log cannot be used`;
  const more = isOpen ? ', and perhaps later ones' : '';
  return `${versions(firstVersion, lastVersion)} (${count(transactions, 'transaction')}; ${bytes(lost)} of the log cannot be used)${more}`;
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
