/** Events of a page after which a connection may be possible again, or may be dead. Elsewhere there are none. */

interface Target {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

interface Page extends Target {
  readonly visibilityState?: string;
}

/** Returns a function that stops listening. */
export function onWake(wake: () => void): () => void {
  const window = globalThis as Target;
  const { document = {} } = globalThis as { readonly document?: Page };
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible') wake();
  };
  const listeners = [
    [window, 'online', wake],
    [window, 'pageshow', wake],
    [document, 'visibilitychange', onVisibility],
  ] as const;
  for (const [target, type, listener] of listeners) target.addEventListener?.(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener?.(type, listener);
  };
}
