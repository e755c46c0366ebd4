/** How deep JSON is nested, found without parsing it: parsing takes memory for each level. */

/** Custom types nest 64 levels, arrays 16, and a schema a few. */
const DEPTH_MAX = 256;
/** Shorter texts cannot take much memory. */
const CHECKED_LENGTH = 2 ** 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{`, `]` and `}` differ in this bit only. */
const BRACE_BIT = 0x20;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** True for a text that no line of a dump has. */
export function isTooDeep(text: string): boolean {
  if (text.length <= CHECKED_LENGTH) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = endOfString(text, at + 1);
    else if ((unit & ~BRACE_BIT) === CLOSE) depth--;
    else if ((unit & ~BRACE_BIT) === OPEN && ++depth > DEPTH_MAX) return true;
  }
  return false;
}

/** Position of the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at++;
  }
  return text.length;
}
