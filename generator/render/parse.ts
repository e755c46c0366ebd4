/** Parses generated files with the TypeScript parser and returns the first syntax error. */

/** A failed assertion: a bug in ecsdb-gen, whatever the schema. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/**
 * The first syntax error as a message; `undefined` if there is none.
 *
 * Only this function loads ts-morph, because that takes longer than all other stages together. It does not use the
 * project of ts-morph: parsing alone takes a sixteenth of the time.
 */
export async function firstFault(
  files: readonly (readonly [name: string, text: string])[],
): Promise<string | undefined> {
  const { ts } = await import('ts-morph');
  // A doc comment cannot contain a syntax error.
  const options = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  for (const [name, text] of files) {
    const [fault] = faultsOf(ts.createSourceFile(name, text, options));
    if (fault !== undefined) return `the generated file ${name} is not valid TypeScript: ${messageOf(fault)}`;
  }
  return undefined;
}

/** The parser stores its diagnostics in the tree, but not in the tree's public type. */
function faultsOf(tree: object): readonly unknown[] {
  const faults: unknown = 'parseDiagnostics' in tree ? tree.parseDiagnostics : undefined;
  if (Array.isArray(faults)) return faults;
  throw new InternalError('the TypeScript parser no longer has parseDiagnostics; expected a list of syntax errors');
}

function messageOf(fault: unknown): string {
  if (typeof fault !== 'object' || fault === null || !('messageText' in fault)) return 'a syntax error';
  const { messageText } = fault;
  return typeof messageText === 'string' ? messageText : JSON.stringify(messageText);
}
