/** Comments with text from a schema: the text can neither end the comment nor give instructions to a tool. */

const INVISIBLE = /[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/gu;
/** Words in comments that compilers, linters and formatters obey. */
const DIRECTIVE =
  /@(?=ts-)|\b(biome|eslint|oxlint|prettier|deno|dprint|istanbul|c8|v8)(?=[- ](?:ignore|disable|enable|fmt|lint))/g;

/** Text that no replacement below changes. Nearly all text is of this kind. */
const HARMLESS = /^[ !-),.0-?A-~\n]*$/;

/** The lines of a description; none if the schema has no description. */
export type Description = readonly string[];

/** Empty lines are dropped at both ends. */
export function descriptionOf(text: string | undefined): Description {
  const safe = safeText(text ?? '').trim();
  return safe === '' ? [] : safe.split('\n');
}

/**
 * A doc comment: first the description, then the facts that the compiler adds. `indent` is that of its first line.
 *
 * Members, which are indented, have short descriptions: a description of one line is followed by the facts on that
 * line.
 */
export function docComment(description: Description, facts: string, indent: 0 | 2): string {
  const [first = ''] = description;
  if (description.length === 0) return `/** ${facts} */`;
  if (description.length === 1 && indent > 0) return `/** ${sentence(first)} ${facts} */`;
  const margin = ' '.repeat(indent);
  const lines = [...description, '', facts].map((line) => `${margin} * ${line}`.trimEnd());
  return ['/**', ...lines, `${margin} */`].join('\n');
}

/** Text for a `//` comment: always one line. */
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
