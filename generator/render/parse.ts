/** Parses generated files with the TypeScript parser and tells the first fault. */

/** A broken promise of ecsdb-gen to itself: a bug to report, never the schema's fault. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/**
 * The first syntax error in the files, in words; `undefined` when there is none.
 *
 * ts-morph is loaded here and nowhere else, because that takes longer than all other stages together. Its project and its
 * formatter are not used: parsing alone takes a sixteenth of the time.
 */
export async function firstFault(
  files: readonly (readonly [name: string, text: string])[],
): Promise<string | undefined> {
  const { ts } = await import('ts-morph');
  // Doc comments need no parsing: nothing in one can be a syntax error.
  const options = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  for (const [name, text] of files) {
    const [fault] = faultsOf(ts.createSourceFile(name, text, options));
    if (fault !== undefined) return `the generated file ${name} is not valid TypeScript: ${messageOf(fault)}`;
  }
  return undefined;
}

/** What the parser found; it keeps that on the tree, though not in the tree's public type. */
function faultsOf(tree: object): readonly unknown[] {
  const faults: unknown = 'parseDiagnostics' in tree ? tree.parseDiagnostics : undefined;
  if (Array.isArray(faults)) return faults;
  throw new InternalError('the TypeScript parser no longer says whether a file is valid');
}

function messageOf(fault: unknown): string {
  if (typeof fault !== 'object' || fault === null || !('messageText' in fault)) return 'a syntax error';
  const { messageText } = fault;
  return typeof messageText === 'string' ? messageText : JSON.stringify(messageText);
}
