/**
 * Promise: types accept correct uses and reject wrong ones, with messages that say what is wrong. Files with both are
 * compiled; only the wrong uses are errors.
 */

import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

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
      '@ecsdb/runtime/codegen-v1': [`${ROOT}runtime/src/codegen-v1.ts`],
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

const EXPECTED = '// @ts-expect-error';

test('wrong uses do not compile, correct uses do', () => {
  const { found, lines } = diagnose(new URL('./wrong.test-d.ts', import.meta.url));
  expect(found).toEqual([]);
  expect(lines.filter((line) => line.includes(EXPECTED)).length).toBeGreaterThan(30);
});

test('the messages say what is wrong', () => {
  const marker = '// Expected:';
  const { found, lines } = diagnose(new URL('./messages.test-d.ts', import.meta.url), (text) =>
    text.replaceAll(EXPECTED, marker),
  );
  const expected = lines.flatMap((text, line) => (text.startsWith(marker) ? [{ line: line + 1, text }] : []));
  expect(expected.length).toBeGreaterThan(5);
  expect(new Set(found.map(({ line }) => line))).toEqual(new Set(expected.map(({ line }) => line)));
  for (const { line, text } of expected) {
    const messages = found.filter((one) => one.line === line).map(({ message }) => message);
    expect(messages.join('\n')).toContain(text.slice(marker.length + 1));
  }
});
