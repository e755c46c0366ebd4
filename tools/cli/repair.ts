/** `ecsdb repair`: saves what is sound into a new directory. */

import { EcsDbError } from '@ecsdb/runtime';
import { lockHolder } from '@ecsdb/runtime/storage';
import { requireDatabase, requireNewTarget } from '../directory/index.js';
import { type Examination, examine, type Losses, save } from '../repair/index.js';
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

export async function repair(directory: string, options: RepairOptions): Promise<ExitStatus> {
  const { out, dryRun, yes, json } = options;
  requireDatabase(directory);
  requireNewTarget(out, directory);
  requireFree(directory);
  const examination = examine(directory);
  const { losses } = examination;
  const isLoss = losses.isAcknowledged;
  if (!json) printLines(planText(examination));
  if (!dryRun) {
    if (isLoss && !yes) await requireConsent(directory, out, losses);
    save(examination, out);
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
    `'${directory}' is open in ${who}. Close it there first; a backup can be made while it is open.`,
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

function planText({ directory, findings, plan, losses }: Examination): string[] {
  const { snapshot, steps, version } = plan;
  const base = snapshot === undefined ? 'the beginning' : snapshot.name;
  const files = new Set(steps.map(({ segment }) => segment.name));
  const log = files.size === 0 ? '' : ` and ${count(files.size, 'segment')} of the log`;
  return [
    `${directory}: ${count(findings.faults.length, 'fault')}; ecsdb check lists them.`,
    `Can be saved: version ${version}, from ${base}${log}.`,
    losses.firstVersion === null
      ? `Would be lost: nothing${losses.bytes === 0 ? '' : ` but ${bytes(losses.bytes)} that hold no commit`}.`
      : `Would be lost: ${lossText(losses)}${losses.isAcknowledged ? '' : ', none of them acknowledged'}.`,
  ];
}

function lossText({ firstVersion, lastVersion, transactions, bytes: lost, isOpen }: Losses): string {
  if (firstVersion === null) return 'nothing';
  if (lastVersion === null)
    return `what was committed as version ${firstVersion} and later, if anything was (${bytes(lost)} of log)`;
  const more = isOpen ? ', and perhaps later ones' : '';
  return `${versions(firstVersion, lastVersion)} (${count(transactions, 'transaction')}, ${bytes(lost)} of log)${more}`;
}

function describe({ directory, findings, plan, losses }: Examination, target: string, isWritten: boolean) {
  return {
    source: directory,
    target,
    version: plan.version,
    snapshot: plan.snapshot?.name ?? null,
    segments: [...new Set(plan.steps.map(({ segment }) => segment.name))],
    faults: findings.faults.length,
    losses,
    isWritten,
  };
}
