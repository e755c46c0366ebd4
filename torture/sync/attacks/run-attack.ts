/** One attack, from the connection of the clients to the proof that the right state arrives nevertheless. */

import type { Context } from '../../framework/scenario.js';
import { require } from '../../framework/violation.js';
import type { Attack } from './attack.js';
import { AttackedClient } from './attacked-client.js';
import type { Hit } from './attacked-ends.js';
import { AttackedWorld } from './world.js';

const ROUNDS = 6;
/** Of docs/protocol.md, without those that say that the server has failed, or is full. */
const CODES: readonly number[] = [1000, 1001, 1006, 1009, 4400, 4401, 4403, 4406, 4408, 4409, 4410, 4429];
const MEMORY_BYTES_MAX = 64 * 2 ** 20;
/** Longer than any wait before the next attempt, or for a connection that is silent. */
const RECOVERY_MS = 5000;
const RECOVERIES_MAX = 20;
const SLICES_MS = 3000;

/** `about` describes the attack. */
export async function runAttack(context: Context, attack: Attack, about: string): Promise<void> {
  const memoryBefore = process.memoryUsage().arrayBuffers;
  const world = new AttackedWorld(context, attack);
  const { ends, db, errors } = world;
  const other = await connectOther(world);
  const isRenewing = context.random.oneIn(2);
  const attacked = new AttackedClient(world.connectAttacked(isRenewing ? () => 'user 1' : 'user 1'));
  for (let round = 1; round <= ROUNDS; round++) {
    world.change();
    await world.pass(attack.roundMs);
    if (round === 2) attacked.renewToken('user 1');
    if (round === 4) attacked.unsubscribe();
    if (round === attack.cutAfter) await world.cut();
    if (attacked.client !== undefined) world.hasAll(attacked.client);
    if (ends.hit !== undefined) context.at(`${about}: ${described(ends.hit)}`);
  }
  // Content may still come in slices.
  await world.pass(SLICES_MS);
  require(world.hasAll(other), 'another client is not affected');
  require(world.goodConnections === 1, 'the connection of another client goes on', () => other.status);
  const memory = process.memoryUsage().arrayBuffers - memoryBefore;
  require(memory < MEMORY_BYTES_MAX, 'memory is not allocated because a number says so', () => `${memory} bytes`);
  require(ends.thrown.length === 0, 'an end closes the connection or goes on', () => ends.thrown[0]);
  const reported = errors.filter((error) => !isOfView(error));
  require(reported.length === 0, 'the server does not fail', () => reported[0]);
  const others = ends.codes.filter((code) => !CODES.includes(code));
  require(others.length === 0, 'connections are closed with codes of the protocol', () => others);
  countHit(context, attack, ends.hit);
  await requireRecovery(context, world, attacked);
  require(ends.thrown.length === 0, 'an end closes the connection or goes on, afterwards, too', () => ends.thrown[0]);
  attacked.close();
  other.close();
  world.close();
  await db.close();
}

async function connectOther(world: AttackedWorld): Promise<Awaited<ReturnType<AttackedWorld['connectGood']>>> {
  const other = await world.connectGood();
  new AttackedClient(Promise.resolve(other));
  return other;
}

/** With another server, the client gets the right state; if it has ended, a new one does. */
async function requireRecovery(context: Context, world: AttackedWorld, attacked: AttackedClient): Promise<void> {
  world.endAttack();
  let client = attacked;
  if (attacked.isEnded) {
    context.count(`clients that ended with ${world.ends.hit?.closed?.code ?? 'no code'}`);
    client = new AttackedClient(world.connectAttacked('user 1'));
  }
  for (let i = 0; i < RECOVERIES_MAX && !client.isEnded; i++) {
    await world.pass(RECOVERY_MS);
    if (client.client?.status.state !== 'live') continue;
    client.subscribe();
    await world.pass(RECOVERY_MS);
    if (client.hasAllViews) break;
  }
  const { status } = client.client ?? {};
  require(!client.isEnded && client.hasAllViews, 'the views become visible after the attack', () => status);
  require(client.client !== undefined && world.hasAll(client.client), 'the client gets the right state', () => status);
  context.count('states that were right afterwards');
  client.close();
}

function countHit(context: Context, { direction }: Attack, hit: Hit | undefined): void {
  if (hit === undefined) {
    context.count('attacks whose frame was not sent');
    return;
  }
  context.count(`attacks ${direction}`);
  context.count(`attacks on a frame ${hit.name}`);
  context.count(`attacks of the kind ${hit.corrupted.kind}`);
  context.count(`${direction}: ${hit.closed === undefined ? 'went on' : `closed with ${hit.closed.code}`}`);
}

function described({ name, frame, corrupted }: Hit): string {
  const arrived = corrupted.frames.map(hex).join(', ');
  return `${corrupted.kind} of ${name} ${hex(frame)}, arrived: ${arrived === '' ? 'nothing' : arrived}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A view may refuse parameters by an error, which is reported. */
function isOfView(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('`for` of view "team" has failed');
}
