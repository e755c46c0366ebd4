/**
 * Whatever argument a caller without types passes: the error has a code, and states the call, what it expected, and
 * what it got.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type AnyComponent,
  Database,
  EcsDbError,
  type Entity,
  type Schema,
  schemaFromDescriptor,
} from '@ecsdb/runtime';
import { type AttachedDatabase, attach, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';

const SCHEMA = `
[database]
name = "bags"

[enums.Team]
variants = ["Red", "Blue"]

[custom_types.Place]
fields = [{ name = "x", type = "f32", default = 0 }]

[tables.bag]
fields = [
  { name = "label", type = "string<8>", default = "" },
  { name = "team", type = "Team", default = "Red" },
  { name = "place", type = "Place", default = { x = 1 } },
  { name = "slots", type = "[u8; 4]", default = [1, 2, 3, 4] },
  { name = "places", type = "[Place; 2]", default = [{ x = 1 }, { x = 2 }] },
  { name = "flags", type = "[bool; 2]", default = [true, false] },
]

[tables.other]
fields = [{ name = "n", type = "u8", default = 0 }]

[queries.bagging]
write = ["bag"]
`;

interface Generated {
  readonly bags: Schema;
  readonly bagging: (source: unknown) => object;
  readonly Bag: AnyComponent;
  readonly Other: AnyComponent;
}

const directory = temporaryDirectory();
writeFiles(directory, compileText(SCHEMA));
const { bags, bagging, Bag, Other }: Generated = await import(pathToFileURL(join(directory, 'index.ts')).href);

class Empty {
  #secret = 1;
  get label(): string {
    return `${this.#secret}`;
  }
}

const WRONG: { readonly [kind: string]: unknown } = {
  undefined: undefined,
  null: null,
  number: 5,
  string: 'text',
  object: {},
  function: () => {},
  array: [],
  symbol: Symbol('s'),
  bigint: 5n,
  map: new Map([['label', 'a']]),
  date: new Date(0),
  bare: Object.create(null) as unknown,
  instance: new Empty(),
};

/** A parameter, and the kinds of `WRONG` that are valid for it. */
interface Parameter {
  right(): unknown;
  readonly fits: readonly string[];
}

let db: Database;
let attached: AttachedDatabase;
let entity: Entity;

const ENTITY: Parameter = { right: () => entity, fits: [] };
/** An entity id, alive or not. */
const ANY_ID: Parameter = { right: () => entity, fits: ['number'] };
const BAG: Parameter = { right: () => Bag, fits: [] };
/** A component that the entity does not have. */
const OTHER: Parameter = { right: () => Other, fits: [] };
const DATA: Parameter = { right: () => ({}), fits: ['undefined', 'object', 'bare'] };
const CHANGE: Parameter = { right: () => ({}), fits: ['object', 'bare', 'function'] };
const FIELDS: Parameter = { right: () => ({}), fits: ['object', 'bare'] };
const FUNCTION: Parameter = { right: () => () => {}, fits: ['function'] };

type Calls = { readonly [method: string]: readonly Parameter[] };

const READS: Calls = {
  read: [ENTITY, BAG, FUNCTION],
  get: [ENTITY, BAG],
  tryGet: [ANY_ID, BAG],
  has: [ANY_ID, BAG],
  isAlive: [ANY_ID],
  count: [{ right: () => Bag, fits: ['undefined'] }],
  query: [BAG],
};
const WRITES: Calls = {
  insert: [ENTITY, OTHER, DATA],
  put: [ENTITY, BAG, DATA],
  update: [ENTITY, BAG, CHANGE],
  delete: [ENTITY, BAG],
};
const REMOTE_WRITES: Calls = { ...WRITES, insert: [ENTITY, OTHER, DATA], update: [ENTITY, BAG, FIELDS] };
const IN_TRANSACTION: Calls = { destroy: [ENTITY] };

/** Calls without types. */
function call(target: object, method: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, method) as () => unknown, target, args);
}

type Run = (use: (target: object) => unknown) => unknown;

const RUNS: { readonly [target: string]: { readonly run: Run; readonly calls: Calls } } = {
  db: {
    run: (use) => use(db),
    calls: {
      ...READS,
      ...WRITES,
      write: [FUNCTION],
      writeSync: [FUNCTION],
      component: [{ right: () => 'bag', fits: [] }],
      releaseThread: [{ right: () => 99, fits: ['number'] }],
    },
  },
  tx: {
    run: (use) =>
      db.writeSync((tx) => {
        use(tx);
      }),
    calls: { ...READS, ...WRITES, ...IN_TRANSACTION },
  },
  builder: {
    run: (use) => {
      const builder = db.transaction();
      use(builder);
      return builder.commit();
    },
    calls: { ...WRITES, ...IN_TRANSACTION },
  },
  attached: {
    run: (use) => use(attached),
    calls: {
      ...READS,
      ...REMOTE_WRITES,
      write: [FUNCTION],
      pinVersion: [FUNCTION],
      component: [{ right: () => 'bag', fits: [] }],
    },
  },
  remote: {
    run: (use) =>
      attached.write((tx) => {
        use(tx);
      }),
    calls: { ...REMOTE_WRITES, ...IN_TRANSACTION },
  },
  pinned: {
    run: (use) =>
      attached.pinVersion((view) => {
        use(view);
      }),
    calls: READS,
  },
  query: {
    run: (use) => use(db.query(Bag)),
    calls: { forEach: [FUNCTION], with: [BAG], without: [BAG] },
  },
  loop: {
    run: (use) => use(bagging(db)),
    calls: { forEach: [FUNCTION], runs: [FUNCTION] },
  },
};

async function errorOfCall(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

function expectNamed(error: unknown, method: string, where: string): void {
  const text = `${where}: ${String(error)}`;
  expect([text, error instanceof EcsDbError]).toEqual([text, true]);
  expect(text).toContain(`${method}(`);
  expect(text).not.toMatch(/Cannot read|is not a function|is not iterable|NaN/);
}

const TABLE = Object.entries(RUNS).flatMap(([target, { run, calls }]) =>
  Object.entries(calls).map(([method, parameters]): [string, string, Run, readonly Parameter[]] => [
    target,
    method,
    run,
    parameters,
  ]),
);

beforeEach(() => {
  db = Database.memory(bags);
  entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, Bag);
    return created;
  });
  attached = attach(bags, share(db));
});

afterEach(async () => {
  await attached.close();
  await db.close();
});

test.each(TABLE)('%s.%s', async (target, method, run, parameters) => {
  for (const [position, { fits }] of parameters.entries()) {
    for (const [kind, value] of Object.entries(WRONG)) {
      if (fits.includes(kind)) continue;
      const args = parameters.map(({ right }, i) => (i === position ? value : right()));
      const error = await errorOfCall(() => run((object) => call(object, method, args)));
      expectNamed(error, method, `${target}.${method}, argument ${position} ${kind}`);
    }
  }
  // And without arguments.
  if (parameters.some(({ fits }) => !fits.includes('undefined'))) {
    const error = await errorOfCall(() => run((object) => call(object, method, [])));
    if (!['query', 'with', 'without'].includes(method))
      expectNamed(error, method, `${target}.${method} without arguments`);
  }
  expect(db.get(entity, Bag)).toMatchObject({ label: '', slots: [1, 2, 3, 4] });
});

describe('calls on classes and modules', () => {
  test.each(Object.keys(WRONG))('given %s', async (kind) => {
    const wrong = WRONG[kind];
    for (const [name, run] of Object.entries<() => unknown>({
      'Database.memory': () => call(Database, 'memory', [wrong]),
      attach: () => Reflect.apply(attach, undefined, [wrong, share(db)]),
      share: () => Reflect.apply(share, undefined, [wrong]),
      'Database.open': () => call(Database, 'open', [wrong, { directory: '/nowhere' }]),
      schemaFromDescriptor: () => Reflect.apply(schemaFromDescriptor, undefined, [wrong]),
      bagging: () => bagging(wrong),
    })) {
      expectNamed(await errorOfCall(run), name, `${name}, ${kind}`);
    }
    expect(await errorOfCall(() => call(Database, 'open', [bags, wrong]))).toBeInstanceOf(EcsDbError);
    if (kind !== 'undefined') {
      expect(await errorOfCall(() => Reflect.apply(attach, undefined, [bags, wrong]))).toBeInstanceOf(EcsDbError);
    }
  });

  test('create accepts no rows', async () => {
    const given = [Bag, { label: 'a' }];
    expectNamed(await errorOfCall(() => db.writeSync((tx) => call(tx, 'create', given))), 'create', 'tx');
    expectNamed(await errorOfCall(() => attached.write((tx) => call(tx, 'create', given))), 'create', 'remote');
    expect(db.count()).toBe(1);
  });

  test('a loop is refused if its transaction cannot read', async () => {
    expectNamed(await errorOfCall(() => attached.write((tx) => void bagging(tx))), 'bagging', 'remote');
  });
});

describe.each(['db', 'tx', 'builder', 'attached', 'remote', 'pinned'])('%s without the entity', (target) => {
  const { run, calls } = RUNS[target] as (typeof RUNS)[string];
  const methods = ['insert', 'put', 'update', 'delete', 'read', 'get', 'tryGet', 'has'].filter((one) => one in calls);

  test.each(methods)('%s', async (method) => {
    const rest = method === 'read' ? [Bag, () => {}, () => {}] : [Bag, {}];
    const error = await errorOfCall(() => run((use) => call(use, method, rest)));
    expect(String(error)).toContain(`${method}() expects an entity id as the first argument, got an object`);
  });
});

describe('data that is no record', () => {
  const { undefined: _, object: _plain, bare: _bare, ...wrong } = WRONG;

  test.each(Object.entries(wrong))('%s as a nested value', (_kind, value) => {
    const put = (): void => db.writeSync((tx) => void call(tx, 'put', [entity, Bag, { place: value }]));
    expect(put).toThrow('field "place" of table "bag" expects an object with x');
    const dynamic = db.component('bag');
    const putDynamic = (): void => db.writeSync((tx) => void call(tx, 'put', [entity, dynamic, { place: value }]));
    expect(putDynamic).toThrow(EcsDbError);
  });

  test('a row of another table', () => {
    db.writeSync((tx) => tx.insert(entity, Other));
    db.writeSync((tx) => {
      tx.read(entity, Other, (row) => {
        expect(() => call(tx, 'put', [entity, Bag, row])).toThrow('table "bag" expects an object with');
        expect(() => call(tx, 'update', [entity, Bag, row])).toThrow('table "bag" expects an object with');
        expect(() => call(tx, 'update', [entity, db.component('bag'), row])).toThrow('table "bag" expects');
      });
      // A row of the same table is accepted.
      tx.read(entity, Bag, (row) => call(tx, 'put', [entity, Bag, row.toObject()]));
    });
  });
});

/** What these tests use of a row of `bag`. */
interface BagRow {
  readonly slots: Elements<number>;
  readonly flags: Elements<boolean>;
  readonly places: { at(index: number): { x: number }; set(index: number, value: { x: number }): void };
  label: string;
  team: unknown;
}

interface Elements<Value> {
  at(index: number): Value;
  set(index: number, value: Value): void;
}

function withRow(use: (row: BagRow) => void): void {
  // TypeScript does not know the types of generated rows.
  db.writeSync((tx) => tx.update(entity, Bag, (row) => use(row as unknown as BagRow)));
}

describe('arrays', () => {
  test('negative indexes count from the end', () => {
    withRow(({ slots, flags, places }) => {
      expect([slots.at(-1), slots.at(-4), flags.at(-1), flags.at(-2), places.at(-1).x]).toEqual([4, 1, false, true, 2]);
      slots.set(-1, 9);
      flags.set(-1, true);
      places.set(-2, { x: 7 });
      expect([slots.at(3), flags.at(1), places.at(0).x]).toEqual([9, true, 7]);
      expect(() => slots.set(-1, 300)).toThrow('field "slots[-1]"');
    });
  });

  test.each([4, -5, 1.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, -(2 ** 32)])(
    '%p is no index',
    (index) => {
      withRow(({ slots, flags, places }) => {
        for (const run of [
          () => slots.at(index),
          () => slots.set(index, 1),
          () => flags.at(index),
          () => places.at(index),
        ]) {
          expect(run).toThrow(/expects an index from 0 to \d, got the number/);
        }
      });
    },
  );

  test('paths of rows without generated code do, too, and errors give the number', () => {
    db.read(entity, db.component('bag'), (row) => {
      expect([row.get('slots[3]'), row.get('slots[-1]'), row.get('places[-1].x')]).toEqual([4, 4, 2]);
      expect(() => row.get('slots[9]')).toThrow(
        'field "slots" of table "bag" expects an index from 0 to 3, got the number 9.',
      );
      expect(() => row.get('slots[-5]')).toThrow('got the number -5.');
      for (const path of ['slots.', 'slots.1e0', 'slots. 1', 'slots[1.5]', 'slots[x]', '']) {
        expect(() => row.get(path)).toThrow(EcsDbError);
      }
      for (const path of Object.values(WRONG)) {
        expect(() => call(row, 'get', [path])).toThrow(EcsDbError);
      }
    });
    db.writeSync((tx) =>
      tx.update(entity, db.component('bag'), (row) => {
        row.set('slots[-1]', 8);
        expect(row.get('slots[3]')).toBe(8);
        for (const path of Object.values(WRONG)) expect(() => call(row, 'set', [path, 1])).toThrow(EcsDbError);
      }),
    );
  });
});

describe('columns', () => {
  test.each(Object.entries(WRONG))('given %s', (kind, value) => {
    let runs = 0;
    call(bagging(db), 'runs', [
      (run: { bag: object }) => {
        runs++;
        expect(() => call(run.bag, 'column', [value])).toThrow(/column\(\): table "bag" has no column/);
        const column = call(run.bag, 'column', ['place.x']) as object;
        const copy = (): unknown => call(column, 'copyTo', [value]);
        if (kind === 'array') expect(copy).toThrow('copyTo() of column "bag.place.x"');
        else expect(copy).toThrow('copyTo() expects an array or a typed array');
      },
    ]);
    expect(runs).toBe(1);
  });
});

describe('values', () => {
  test.each([
    ['x'.repeat(9), 9],
    ['äöüäö', 10],
    ['x'.repeat(1000), 1000],
  ])('the string %p is too long by its bytes', (text, bytes) => {
    withRow((row) => {
      expect(() => {
        row.label = text;
      }).toThrow(new RegExp(`expects a string of at most 8 bytes in UTF-8, got the string ".*" of ${bytes} bytes\\.`));
    });
    const dynamic = db.component('bag');
    expect(() => db.writeSync((tx) => call(tx, 'update', [entity, dynamic, { label: text }]))).toThrow(
      `of ${bytes} bytes`,
    );
  });

  test('an enum lists its variants', () => {
    withRow((row) => {
      expect(() => {
        row.team = 'Red';
      }).toThrow('expects Team (Red = 0, Blue = 1), got the string "Red"');
    });
    expect(() => db.writeSync((tx) => call(tx, 'update', [entity, db.component('bag'), { team: 7 }]))).toThrow(
      'expects Team (Red = 0, Blue = 1), got the number 7',
    );
  });
});
