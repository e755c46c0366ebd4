/** The cases of recovery, with the labels, words and verdicts of docs/format.md, "Recovery, case by case". */

type DirectoryCase = 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'D7' | 'D8' | 'D9' | 'D10' | 'D11';
export type SnapshotCase = 'P1' | 'P2' | 'P3';
/** What may be in the place of the next frame. */
export type FrameCase = 'F1' | 'F2' | 'F3' | 'F4' | 'F5';
export type BadFrameCase = 'B1' | 'B2' | 'B3' | 'B4' | 'B5' | 'B6' | 'B7' | 'B8' | 'B9';
export type RecoveryCase = DirectoryCase | SnapshotCase | FrameCase | BadFrameCase;

/**
 * - `corrupt`: something is damaged that had been on the device.
 * - `suspect`: it could be damage to the last acknowledged commit.
 * - `torn`: nothing that was acknowledged in `strict` mode can be in it.
 */
export type Verdict = 'corrupt' | 'suspect' | 'torn';

export const VERDICT: { readonly [label in BadFrameCase]: Verdict } = {
  B1: 'corrupt',
  B2: 'corrupt',
  B3: 'corrupt',
  B4: 'torn',
  B5: 'torn',
  B6: 'torn',
  B7: 'torn',
  B8: 'torn',
  // mutant: case-b9
  B9: 'suspect',
};

/** What is wrong, as the end of a sentence that begins with "the frame". */
export const BAD_FRAME: { readonly [label in BadFrameCase]: string } = {
  B1: 'is damaged, and it had been on the device before the log went on',
  B2: 'is not a valid frame, and the log was closed before it',
  B3: 'is damaged, and something later proves that it was on the device',
  B4: 'is cut off by the end of the file',
  B5: 'has no end',
  B6: 'has a sector that was never written',
  B7: 'is cut off within its header',
  B8: 'has a sector with a part of its header that was never written',
  B9: 'is damaged, but not in the way in which a crash leaves it',
};
