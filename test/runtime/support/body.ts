/** Handwritten components in the shape of generated code: typed rows, a default, a nullable field, an array, a tag. */

import {
  type ArrayValue,
  CLOSED,
  Component,
  EXPECTED,
  FixedF32,
  FixedF32Mut,
  Row,
  rejectKey,
  rejectValue,
  Schema,
  type Stored,
  type Views,
  type WritableRow,
  zeroBytes,
} from '@ecsdb/runtime/codegen-v1';

export interface BodyData {
  readonly mass: number;
  readonly speed?: readonly [number, number];
  readonly owner?: bigint | null;
}

export type BodyColumns = {
  readonly mass: readonly ['u32', 0];
  readonly speed: readonly ['f32', 4];
};

export class BodyRow extends Row<BodyData> {
  protected $u8: Uint8Array = CLOSED.u8;
  protected $u32: Uint32Array = CLOSED.u32;
  protected $u64: BigUint64Array = CLOSED.u64;
  protected readonly $speed: FixedF32;

  constructor(speed: FixedF32 = new FixedF32('body.speed', 2)) {
    super();
    this.$speed = speed;
  }
  override $bind(views: Views): void {
    this.$u8 = views.u8;
    this.$u32 = views.u32;
    this.$u64 = views.u64;
    this.$speed.$bind(views);
  }
  override $move(offset: number): void {
    this.$offset = offset;
    this.$speed.$move(offset + 4);
  }
  get mass(): number {
    return this.$u32[this.$offset >>> 2] as number;
  }
  get speed(): FixedF32 {
    return this.$speed;
  }
  get owner(): bigint | null {
    const isNull = ((this.$u8[this.$offset + 24] as number) & 1) !== 0;
    return isNull ? null : (this.$u64[(this.$offset + 16) >>> 3] as bigint);
  }
  override toObject(): Stored<BodyData> {
    return { mass: this.mass, speed: this.speed.toArray() as [number, number], owner: this.owner };
  }
}

export class BodyRowMut extends BodyRow implements WritableRow<BodyData> {
  declare protected readonly $speed: FixedF32Mut;

  constructor() {
    super(new FixedF32Mut('body.speed', 2));
  }
  override get mass(): number {
    return this.$u32[this.$offset >>> 2] as number;
  }
  override set mass(value: number) {
    if (typeof value !== 'number' || value >>> 0 !== value) rejectValue('body.mass', EXPECTED.u32, value);
    this.$u32[this.$offset >>> 2] = value;
  }
  override get speed(): FixedF32Mut {
    return this.$speed;
  }
  override set speed(value: ArrayValue<number>) {
    this.$speed.$assign(value);
  }
  override get owner(): bigint | null {
    const isNull = ((this.$u8[this.$offset + 24] as number) & 1) !== 0;
    return isNull ? null : (this.$u64[(this.$offset + 16) >>> 3] as bigint);
  }
  override set owner(value: bigint | null) {
    if (value !== null && (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)) {
      rejectValue('body.owner', EXPECTED.u64, value);
    }
    this.$u8[this.$offset + 24] = value === null ? 1 : 0;
    this.$u64[(this.$offset + 16) >>> 3] = value ?? 0n;
  }
  $assign(data: BodyData): void {
    rejectUnknownKeys(data);
    zeroBytes(this.$u8, this.$offset + 12, 4);
    zeroBytes(this.$u8, this.$offset + 24, 8);
    this.mass = data.mass;
    this.speed = data.speed === undefined ? [0, 1] : data.speed;
    this.owner = data.owner === undefined ? null : data.owner;
  }
  $patch(data: Partial<BodyData>): void {
    rejectUnknownKeys(data);
    if (data.mass !== undefined) this.mass = data.mass;
    if (data.speed !== undefined) this.speed = data.speed;
    if (data.owner !== undefined) this.owner = data.owner;
  }
}

function rejectUnknownKeys(data: object): void {
  const known = ['mass', 'speed', 'owner'];
  for (const key in data) if (!known.includes(key)) rejectKey('body', key, known);
}

export const Body: Component<BodyData, BodyRow, BodyRowMut, BodyColumns> = new Component({
  table: {
    name: 'body',
    tableId: 0,
    size: 32,
    align: 8,
    layoutHash: '0000000000000001',
    nullBitmap: { offset: 24, bytes: 1 },
    fields: [
      { name: 'mass', property: 'mass', type: 'u32', offset: 0, size: 4, align: 4, nullable: false },
      {
        name: 'speed',
        property: 'speed',
        type: '[f32; 2]',
        offset: 4,
        size: 8,
        align: 4,
        nullable: false,
        default: [0, 1],
      },
      { name: 'owner', property: 'owner', type: 'u64', offset: 16, size: 8, align: 8, nullable: true },
    ],
  },
  columns: { mass: ['u32', 0], speed: ['f32', 4] },
  createRow: () => new BodyRow(),
  createRowMut: () => new BodyRowMut(),
});

export type MarkData = { readonly [field: string]: never };

class MarkRow extends Row<MarkData> {
  override $bind(_views: Views): void {}
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override toObject(): Stored<MarkData> {
    return {};
  }
}

class MarkRowMut extends MarkRow implements WritableRow<MarkData> {
  $assign(data: MarkData): void {
    for (const key in data) rejectKey('mark', key, []);
  }
  $patch(data: MarkData): void {
    this.$assign(data);
  }
}

export const Mark: Component<MarkData, MarkRow, MarkRowMut> = new Component({
  table: { name: 'mark', tableId: 1, size: 0, align: 1, layoutHash: '0000000000000002', nullBitmap: null, fields: [] },
  columns: {},
  createRow: () => new MarkRow(),
  createRowMut: () => new MarkRowMut(),
});

export const physics: Schema = new Schema({
  name: 'physics',
  version: '1.0.0',
  hash: '0'.repeat(32),
  enums: [],
  customTypes: [],
  queries: [],
  components: [Body, Mark],
});
