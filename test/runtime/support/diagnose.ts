/** Compiles files with correct and wrong uses, and compares what the compiler says with what they expect. */

import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const EXPECTED = '// @ts-expect-error';

/**
 * Adds tests for `wrong.test-d.ts`, whose marked lines must be errors, more than `wrongMin`, and `messages.test-d.ts`,
 * whose marks contain a part of the message.
 */
export function testTypes(directory: URL, { wrongMin }: { readonly wrongMin: number }): void {
  test('wrong uses do not compile, correct uses do', () => {
    const { found, lines } = diagnose(new URL('./wrong.test-d.ts', directory));
    expect(found).toEqual([]);
    expect(lines.filter((line) => line.includes(EXPECTED)).length).toBeGreaterThan(wrongMin);
  });

  test('the messages say what is wrong', () => {
    const marker = '// Expected:';
    const { found, lines } = diagnose(new URL('./messages.test-d.ts', directory), (text) =>
      text.replaceAll(EXPECTED, marker),
    );
    const expected = lines.flatMap((line, i) => {
      const text = line.trimStart();
      return text.startsWith(marker) ? [{ line: i + 1, text }] : [];
    });
    expect(expected.length).toBeGreaterThan(5);
    expect(new Set(found.map(({ line }) => line))).toEqual(new Set(expected.map(({ line }) => line)));
    for (const { line, text } of expected) {
      const messages = found.filter((one) => one.line === line).map(({ message }) => message);
      expect(messages.join('\n')).toContain(text.slice(marker.length + 1));
    }
  });
}

/** What the compiler says about a file, whose text can be changed before. */
function diagnose(url: URL, change: (text: string) => string = (text) => text) {
  const path = fileURLToPath(url);
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.base.json`, ts.sys.readFile);
  const converted = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  expect(converted.errors).toEqual([]);
  const options: ts.CompilerOptions = {
    ...converted.options,
    composite: false,
    declaration: false,
    noEmit: true,
    // This test does not check declarations of other packages.
    skipLibCheck: true,
    paths: {
      '@ecsdb/runtime': [`${ROOT}runtime/src/index.ts`],
      '@ecsdb/runtime/*': [`${ROOT}runtime/src/*.ts`],
      '@ecsdb/sync/*': [`${ROOT}sync/src/*.ts`],
    },
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => {
    const text = readFile(file);
    return file === path && text !== undefined ? change(text) : text;
  };
  host.getSourceFile = (file, target) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([path], options, host);
  const file = program.getSourceFile(path);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    (diagnostic) => ({
      line: file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
    }),
  );
  return { found, lines: file?.text.split('\n') ?? [] };
}
