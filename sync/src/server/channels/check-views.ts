/** Checks the views that are given to a server, so that mistakes are found before there is a client. */

import { type AnyComponent, EcsDbError, type Schema } from '@ecsdb/runtime';
import { type CheckedView, ONLY_CHANNEL, type View, type ViewDefinition } from './view.js';

const KNOWN = ['tables', 'by', 'for'];

/** Throws `INVALID_OPTION` with everything that is wrong. */
export function checkViews(schema: Schema, views: { readonly [name: string]: View }): CheckedView[] {
  const problems: string[] = [];
  const checked: CheckedView[] = [];
  for (const [name, describe] of Object.entries(views)) {
    const definition = typeof describe === 'function' ? describe() : undefined;
    const found = problemsOf(schema, definition);
    for (const problem of found) problems.push(`view "${name}": ${problem}`);
    if (definition !== undefined && found.length === 0) checked.push(checkedView(name, definition));
  }
  if (problems.length > 0) throw wrongViews(schema, problems);
  return checked;
}

function checkedView(name: string, { tables, by, for: channelsFor }: ViewDefinition): CheckedView {
  if (by === undefined) return { name, tables, by: undefined, for: () => [ONLY_CHANNEL] };
  const [component, channelOf] = by;
  return { name, tables, by: { component, channelOf }, for: channelsFor ?? (() => []) };
}

/** Callers without types may pass anything. */
function problemsOf(schema: Schema, definition: ViewDefinition | undefined): string[] {
  if (typeof definition !== 'object' || definition === null) return ['describe it with view({ tables: [...] }).'];
  const problems = Object.keys(definition)
    .filter((key) => !KNOWN.includes(key))
    .map((key) => `there is no option "${key}"; expected one of ${KNOWN.join(', ')}.`);
  const { tables, by, for: channelsFor } = definition;
  if (!Array.isArray(tables) || tables.length === 0) return [...problems, '`tables` must be a list of components.'];
  for (const table of tables)
    if (!isOf(schema, table)) problems.push(`\`tables\` has ${nameOf(table)}, which is not in the schema.`);
  if (new Set(tables.map((table) => table?.TABLE_ID)).size < tables.length) {
    problems.push('`tables` names a table twice; remove one of both.');
  }
  if (by === undefined) {
    if (channelsFor !== undefined) {
      problems.push('`for` needs `by`: without it there is one channel. Add `by`, or remove `for`.');
    }
    return problems;
  }
  if (!Array.isArray(by) || by.length !== 2 || typeof by[1] !== 'function') {
    problems.push('`by` must be a component of `tables` and a function of its row: [Order, (row) => row.team].');
  } else if (!tables.some((table) => isSame(table, by[0]))) {
    problems.push(`\`by\` begins with ${nameOf(by[0])}, which is not in \`tables\`; add it there.`);
  }
  if (typeof channelsFor !== 'function') {
    problems.push('`by` needs `for`: a function that returns the channels of a client, ({ user }) => [user.team].');
  }
  return problems;
}

function isOf(schema: Schema, component: AnyComponent): boolean {
  return schema.components.some((known) => isSame(known, component));
}

/** Dynamic components are objects of their own. */
function isSame(one: AnyComponent | undefined, other: AnyComponent | undefined): boolean {
  return one?.TABLE_ID === other?.TABLE_ID && one?.layoutHash === other?.layoutHash && one !== undefined;
}

function nameOf(component: AnyComponent | undefined): string {
  const name = component?.TABLE_NAME;
  return name === undefined ? 'a value that is no component' : `table "${name}"`;
}

function wrongViews(schema: Schema, problems: readonly string[]): EcsDbError {
  const expected = `views with tables of schema "${schema.descriptor.name}"`;
  return new EcsDbError('INVALID_OPTION', ['the option views is wrong:', ...problems].join('\n  '), {
    option: 'views',
    expected,
    got: problems.join(' '),
  });
}
