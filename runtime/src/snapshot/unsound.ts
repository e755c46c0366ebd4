/** Thrown inside the reader where a snapshot is not sound; what callers get is a `SnapshotFault`. */
export class Unsound extends Error {
  override readonly name = 'Unsound';
  /** Where in the file, in bytes. */
  readonly offset: number;

  /** `text` is the end of a sentence that begins with the file's name. */
  constructor(text: string, offset: number) {
    super(text);
    this.offset = offset;
  }
}
