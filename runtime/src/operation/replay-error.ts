/** A log or a snapshot that contradicts itself although its checksums are right. The message says what does not fit. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}
