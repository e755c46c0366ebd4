/** Comments that hold text from a schema: it can neither end the comment nor pass for a directive to a tool. */

const INVISIBLE = /[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/gu;
/** Words that compilers, linters and formatters obey inside comments. */
const DIRECTIVE =
  /@(?=ts-)|\b(biome|eslint|oxlint|prettier|deno|dprint|istanbul|c8|v8)(?=[- ](?:ignore|disable|enable|fmt|lint))/g;

/** Text that every replacement below would leave alone: nearly all of it. */
const HARMLESS = /^[ !-),.0-?A-~\n]*$/;

/** What a schema says about one of its parts, line by line; no line if it says nothing. */
export type Description = readonly string[];

/** Empty lines are dropped at both ends. */
export function descriptionOf(text: string | undefined): Description {
  const safe = safeText(text ?? '').trim();
  return safe === '' ? [] : safe.split('\n');
}

/**
 * A doc comment: first the description, then what the compiler knows. `indent` is that of the line on which it starts.
 *
 * Members of classes, which are indented, have short descriptions: one of one line shares its line with the facts.
 */
export function docComment(description: Description, facts: string, indent: 0 | 2): string {
  const [first = ''] = description;
  if (description.length === 0) return `/** ${facts} */`;
  if (description.length === 1 && indent > 0) return `/** ${sentence(first)} ${facts} */`;
  const margin = ' '.repeat(indent);
  const lines = [...description, '', facts].map((line) => `${margin} * ${line}`.trimEnd());
  return ['/**', ...lines, `${margin} */`].join('\n');
}

/** Text for a `//` comment: one line whatever comes. */
export function lineText(text: string): string {
  return safeText(text).replaceAll('\n', ' ').trim();
}

function sentence(text: string): string {
  return /[.!?:;]$/.test(text) ? text : `${text}.`;
}

function safeText(text: string): string {
  if (HARMLESS.test(text) && !text.includes('ignore')) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll('\t', '  ')
    .replace(INVISIBLE, '')
    .replaceAll('*/', '*\\/')
    .replace(DIRECTIVE, (word) => `${word}\\`);
}
