/** The formats of diagnostics: text, JSON, and commands for GitHub. */

import { expect, test } from '@jest/globals';
import { type Diagnostic, formatDiagnostics, summarise } from '../../../generator/diagnostics/index.js';

const text = '[database]\nname = "arena"\nversion = "1"\n';
const diagnostic: Diagnostic = {
  code: 'ECS006',
  severity: 'error',
  message: '100% wrong: a, b\nand c',
  file: 'a,b:c.toml',
  path: ['database', 'version'],
  line: 3,
  column: 11,
  length: 3,
  help: 'write "1.0.0"',
};

test('text has position, severity, code, message, source line and help', () => {
  const plain = { ...diagnostic, message: 'wrong', file: 'x.toml' };
  expect(formatDiagnostics([plain], text, 'text')).toBe(
    [
      'x.toml:3:11: error ECS006: wrong',
      '  3 | version = "1"',
      '    |           ^^^',
      '  help: write "1.0.0"',
      '',
    ].join('\n'),
  );
});

test('json contains the diagnostics', () => {
  expect(JSON.parse(formatDiagnostics([diagnostic], text, 'json'))).toEqual([diagnostic]);
  expect(JSON.parse(formatDiagnostics([], text, 'json'))).toEqual([]);
});

test('github commands escape characters that would end them', () => {
  expect(formatDiagnostics([diagnostic], text, 'github')).toBe(
    '::error file=a%2Cb%3Ac.toml,line=3,col=11,endColumn=14,title=ECS006::100%25 wrong: a, b%0Aand c%0Awrite "1.0.0"\n',
  );
});

test('without diagnostics there is no text', () => {
  expect(formatDiagnostics([], text, 'text')).toBe('');
  expect(formatDiagnostics([], text, 'github')).toBe('');
});

test('the summary counts', () => {
  const warning: Diagnostic = { ...diagnostic, severity: 'warning' };
  expect(summarise([])).toBe('');
  expect(summarise([diagnostic])).toBe('1 error');
  expect(summarise([warning, diagnostic, diagnostic])).toBe('2 errors, 1 warning');
});
