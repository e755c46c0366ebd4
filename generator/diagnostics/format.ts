/** Diagnostics as text, as JSON, and as commands that GitHub shows as annotations. */

import type { Diagnostic } from './diagnostic.js';
import { frame } from './frame.js';
import { lineStarts, lineText } from './text-position.js';

export const DIAGNOSTIC_FORMATS = ['text', 'json', 'github'] as const;
export type DiagnosticFormat = (typeof DIAGNOSTIC_FORMATS)[number];

/** The diagnostics of one text. The result ends with a line break; it is empty if there are none, or `[]` in JSON. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], text: string, format: DiagnosticFormat): string {
  switch (format) {
    case 'text':
      return asText(diagnostics, text);
    case 'json':
      return `${JSON.stringify(diagnostics, null, 2)}\n`;
    case 'github':
      return diagnostics.map((diagnostic) => `${githubCommand(diagnostic)}\n`).join('');
  }
}

/** `2 errors, 1 warning, 3 notes`; empty if there are no diagnostics. */
export function summarise(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: string): string => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return found === 0 ? '' : `${found} ${severity}${found === 1 ? '' : 's'}`;
  };
  return [count('error'), count('warning'), count('note')].filter((part) => part !== '').join(', ');
}

function asText(diagnostics: readonly Diagnostic[], text: string): string {
  const source = text.replace(/^\uFEFF/, '');
  const starts = lineStarts(source);
  return diagnostics
    .map((diagnostic, index) => {
      const { file, line, column, severity, code, message, help } = diagnostic;
      const parts = [`${file}:${line}:${column}: ${severity} ${code}: ${message}`];
      // A note has nothing to be corrected.
      if (severity !== 'note') parts.push(frame(lineText(source, starts, line), diagnostic));
      if (help !== undefined) parts.push(`  help: ${help}`);
      const next = diagnostics[index + 1];
      const isFollowed = next !== undefined && (severity !== 'note' || next.severity !== 'note');
      return `${parts.join('\n')}\n${isFollowed ? '\n' : ''}`;
    })
    .join('');
}

/** In properties, `:` and `,` are escaped too, because they separate properties. */
function githubCommand({ file, line, column, length, severity, code, message, help }: Diagnostic): string {
  const properties = [
    `file=${escapeProperty(file)}`,
    `line=${line}`,
    `col=${column}`,
    `endColumn=${column + length}`,
    `title=${code}`,
  ];
  const command = severity === 'note' ? 'notice' : severity;
  return `::${command} ${properties.join(',')}::${escapeData(help === undefined ? message : `${message}\n${help}`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
