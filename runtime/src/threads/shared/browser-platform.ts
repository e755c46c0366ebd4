/** Browsers report nothing about threads. */

export function currentThread(): undefined {}

export function currentTask(): undefined {}

export function isTaskGone(): boolean {
  return false;
}

export function taskExists(): boolean {
  return true;
}

export function onThreadEnd(): () => void {
  return () => {};
}

export function onOwnEnd(): () => void {
  return () => {};
}
