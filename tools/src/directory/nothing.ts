/** A target of recovery that keeps nothing: for those who only want to know whether all can be read. */

import type { ReplayTarget } from '@ecsdb/runtime/storage';

export const NOTHING: ReplayTarget = {
  registry() {},
  expectRows() {},
  rows() {},
  transaction() {},
  finish() {},
};
