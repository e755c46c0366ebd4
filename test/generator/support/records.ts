/** The types of generated record classes, for tests that load code while they run. */

type Data = { [field: string]: unknown };
export type AnyBuffer = ArrayBufferLike | ArrayBufferView;

/** A generated class, as far as the tests use it. */
export interface RecordClass {
  readonly size: number;
  readonly TABLE_ID: number;
  readonly TABLE_NAME: string;
  at(buffer: AnyBuffer, byteOffset?: number): AnyRecord;
  encode(data: object, into?: AnyBuffer, byteOffset?: number): Uint8Array;
  decode(buffer: AnyBuffer, byteOffset?: number): Data;
}

export interface AnyRecord {
  [field: string]: unknown;
  readonly byteOffset: number;
  toObject(): Data;
  assign(data: object): void;
  patch(data: object): void;
  moveTo(byteOffset: number): AnyRecord;
}
