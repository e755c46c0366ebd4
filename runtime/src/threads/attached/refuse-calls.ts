/** Methods that a database has and this object does not: callers without types get an error that says what to do. */

import type { EcsDbError } from '../../errors.js';

/** Not declared as methods, so that TypeScript reports such calls at compile time. */
export function refuseCalls(
  prototype: object,
  methods: readonly string[],
  refusal: (method: string) => EcsDbError,
): void {
  for (const method of methods) {
    const value = (): never => {
      throw refusal(method);
    };
    Object.defineProperty(prototype, method, { value, configurable: true, writable: true });
  }
}
