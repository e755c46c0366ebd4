interface Step {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export function isUpToDate(step: Step, stateFile?: string): boolean;
export function recordStep(step: Step, inputFingerprint: string, stateFile?: string): void;
export function fingerprint(paths: readonly string[]): string;
