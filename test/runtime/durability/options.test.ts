/** Promise: Database.open refuses invalid options before it creates any file. */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const SCHEMA = schemaOf({ tables: { point: { x: 'u32' } } });

test.each([
  [undefined, undefined, 'object with options'],
  [null, undefined, 'object with options'],
  ['data', undefined, 'object with options'],
  [[], undefined, 'object with options'],
  [{ segmentbytes: 4096 }, 'segmentbytes', 'segmentBytes'],
  [{ timeoutMs: 1 }, 'timeoutMs', 'segmentBytes'],
  [{ segmentBytes: '4096' }, 'segmentBytes', 'integer'],
  [{ segmentBytes: 4095 }, 'segmentBytes', 'integer'],
  [{ compression: 'gzip' }, 'compression', 'none, deflate, zstd'],
  [{ compression: 6 }, 'compression', 'none, deflate, zstd'],
  [{ checkpointBytes: 5000.5 }, 'checkpointBytes', 'integer'],
  [{ intervalMs: 60_001 }, 'intervalMs', '60000'],
  [{ durability: 'sync' }, 'durability', 'strict'],
  [{ recovery: true }, 'recovery', 'point-in-time'],
  [{ readsAfterPoison: 1 }, 'readsAfterPoison', 'true or false'],
  [{ debug: 'yes' }, 'debug', 'true or false'],
  [{ onWarning: 'print' }, 'onWarning', 'a function'],
  [{ fileSystem: 5 }, 'fileSystem', 'a file system'],
  [{ fileSystem: null }, 'fileSystem', 'a file system'],
  [{ fileSystem: {} }, 'fileSystem', 'a file system'],
  [{ directory: Object.create(null), fileSystem: undefined }, 'directory', 'a path'],
])('%p is refused', async (options, option, expected) => {
  const fileSystem = new SimulatedFileSystem();
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const given = isObject ? { directory: '/data', fileSystem, ...options } : options;
  const error = await rejectionOf(Database.open(SCHEMA, given as never));
  expect(error).toMatchObject({ code: 'INVALID_OPTION', expected: expect.stringContaining(expected) });
  expect(error.option).toBe(option);
  expect(() => fileSystem.list('/data')).toThrow('ENOENT');
});
