/**
 * What is in the frames of both sides, read as docs/protocol.md says, without any code of sync. What that page does not
 * know throws.
 */

import { FrameReader, type NumberPlace } from './frame-reader.js';
import { readRuns, type ShownRows } from './shown-rows.js';

/** The bytes of a record, by table. */
export type RecordSizes = ReadonlyMap<number, number>;

export interface ReadFrame extends ShownRows {
  readonly name: string;
  readonly numbers: readonly NumberPlace[];
  /** Of a step: the version that it leads to. */
  readonly to: number | undefined;
  /** Of a welcome: the id of the client, and how it continues. */
  readonly welcome: { readonly clientId: Uint8Array; readonly resume: string } | undefined;
}

interface Reading extends ShownRows {
  readonly from: FrameReader;
  readonly sizes: RecordSizes;
  to?: number;
  welcome?: ReadFrame['welcome'];
}

const ID_BYTES = 16;
const F64_BYTES = 8;
const RESUMES = ['nothing', 'marks', 'ids'];

type Layout = readonly [name: string, read: (reading: Reading) => void];

/** By type. */
const LAYOUTS: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [0x01, ['HELLO', readHello]],
  [0x02, ['SUBSCRIBE', ({ from }) => [from.number(), from.text(), from.text()]]],
  [0x03, ['UNSUBSCRIBE', ({ from }) => from.number()]],
  [0x04, ['ACK', ({ from }) => from.number()]],
  [0x05, ['PING', ({ from }) => from.skip(F64_BYTES)]],
  [0x06, ['TOKEN', ({ from }) => from.text()]],
  [0x07, ['HELD', readHeld]],
  [0x08, ['RESUME', ({ from }) => from.list(() => from.number())]],
  [0x09, ['MISMATCH', ({ from }) => from.number()]],
  [0x0a, ['TOOK', ({ from }) => from.number()]],
  [0x41, ['WELCOME', readWelcome]],
  [0x42, ['STEP', readStep]],
  [0x43, ['SUBSCRIBED', readSubscribed]],
  [0x44, ['REFUSED', ({ from }) => [from.number(), from.text(), from.text(), from.text()]]],
  [0x45, ['PONG', ({ from }) => [from.skip(2 * F64_BYTES), from.number()]]],
  [0x46, ['HEARTBEAT', () => undefined]],
  [0x47, ['STAGE', readStage]],
  [0x48, ['VERIFY', ({ from }) => [from.number(), from.number(), from.number(), from.number()]]],
  // Large frames only: those of the campaigns are smaller than a part.
  [0x49, ['PART', ({ from }) => [from.byte(), from.skip(from.bytes.length - from.at)]]],
]);

/** All that exist. */
export const FRAME_TYPES: readonly number[] = [...LAYOUTS.keys()];

export function readFrame(frame: Uint8Array, sizes: RecordSizes): ReadFrame {
  const layout = LAYOUTS.get(frame[0] ?? 0);
  if (layout === undefined) throw new Error(`a frame of the unknown type ${frame[0]}`);
  const [name, read] = layout;
  const from = new FrameReader(frame, 1);
  const reading: Reading = { from, sizes, entered: [], rows: [] };
  read(reading);
  if (from.at !== frame.length) throw new Error(`bytes are left over in a frame ${name}`);
  const { entered, rows, to, welcome } = reading;
  return { name, numbers: from.places, entered, rows, to, welcome };
}

function readHello({ from }: Reading): void {
  from.number();
  from.skip(2 * ID_BYTES);
  from.text();
  from.number();
  from.number();
  readPosition(from);
}

function readHeld({ from }: Reading): void {
  while (!from.isAtEnd) {
    from.text();
    from.text();
    from.list(() => from.number());
    from.list(() => [from.number(), from.number('count'), from.number()]);
  }
}

function readWelcome(reading: Reading): void {
  const { from } = reading;
  const clientId = from.bytes.slice(from.at, from.at + ID_BYTES);
  from.skip(ID_BYTES);
  readPosition(from);
  reading.welcome = { clientId, resume: RESUMES[from.byte()] ?? 'something unknown' };
  from.skip(F64_BYTES);
}

function readPosition(from: FrameReader): void {
  from.skip(ID_BYTES);
  from.number();
  from.number();
}

function readStep(reading: Reading): void {
  const { from, sizes } = reading;
  from.byte();
  from.number();
  reading.to = from.number();
  while (!from.isAtEnd) {
    from.number();
    from.byte();
    const length = from.number('length');
    readRuns(from, from.at + length, sizes, reading);
  }
}

function readSubscribed({ from }: Reading): void {
  from.number();
  from.number();
  from.text();
  from.list(() => from.number());
  from.list(() => [from.number(), from.text()]);
}

function readStage(reading: Reading): void {
  const { from, sizes } = reading;
  from.number();
  from.byte();
  from.number();
  readRuns(from, from.bytes.length, sizes, reading);
}
