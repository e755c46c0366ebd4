/** What browsers tell of threads: nothing. */

/** 0, because threads have no numbers there. */
export function currentThread(): number {
  return 0;
}

export function onThreadEnd(): () => void {
  return () => {};
}

export function onOwnEnd(): () => void {
  return () => {};
}
