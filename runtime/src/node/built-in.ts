/**
 * Node's modules for a bundle that was made without the `node` condition. Such a bundle could not be made, or not be
 * loaded by a browser, if it imported them, so they are looked up when the program runs.
 */

const lookUp: typeof process.getBuiltinModule | undefined = globalThis.process?.getBuiltinModule;

/** False in browsers, and in Node before 20.16 and 22.3. */
export const HAS_BUILT_IN: boolean = typeof lookUp === 'function';

/** Without built-in modules, an empty object: callers check `HAS_BUILT_IN` before they use its properties. */
export function builtIn<
  Name extends 'crypto' | 'diagnostics_channel' | 'fs' | 'os' | 'path' | 'url' | 'worker_threads' | 'zlib',
>(name: Name): ReturnType<typeof process.getBuiltinModule<Name>> {
  return (lookUp?.(name) ?? {}) as ReturnType<typeof process.getBuiltinModule<Name>>;
}
