/** The length of a text as it is sent. */

const UTF8 = new TextEncoder();

export function bytesOfText(text: string): number {
  return UTF8.encode(text).length;
}
