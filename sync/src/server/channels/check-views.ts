/** Checks the views that are given to a server, so that mistakes are found before there is a client. */

import type { AnyComponent, Schema } from '@ecsdb/runtime';
import { FRAME_LIMITS } from '../../protocol/index.js';
import { nearest } from '../options/nearest.js';
import { formatValue, isOptions, type OptionProblems } from '../options/option-problems.js';
import { type CheckedView, ONLY_CHANNEL, type View, type ViewDefinition } from './view.js';

const KNOWN = ['tables', 'by', 'for'];

/** The views that are right; what is wrong with the others is added to `problems`. Callers may pass anything. */
export function viewsOf(
  schema: Schema,
  views: { readonly [name: string]: View },
  problems: OptionProblems,
): readonly CheckedView[] {
  const expected = `views with tables of schema "${schema.descriptor.name}"`;
  if (!isOptions(views) || Object.keys(views).length === 0) {
    problems.wrong('views', 'an object with a view or more, { units: view({ tables: [Unit] }) }', views);
    return [];
  }
  const checked: CheckedView[] = [];
  for (const [name, describe] of Object.entries(views)) {
    const definition = definitionOf(describe);
    const found = [...problemsOfName(name), ...problemsOf(schema, definition)];
    for (const got of found) {
      problems.add({ option: 'views', expected, got, sentence: `view ${formatValue(name)}: ${got}` });
    }
    if (definition !== undefined && found.length === 0) checked.push(checkedView(name, definition));
  }
  return checked;
}

/** A component, for example, is a function, too. */
function definitionOf(describe: View): ViewDefinition | undefined {
  try {
    return describe();
  } catch {
    return undefined;
  }
}

function problemsOfName(name: string): readonly string[] {
  if (Buffer.byteLength(name) <= FRAME_LIMITS.name) return [];
  return [`its name has more than ${FRAME_LIMITS.name} bytes, so no client can subscribe; shorten it.`];
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
    .map((key) => {
      const similar = nearest(key, KNOWN);
      const advice = similar === undefined ? '' : ` Did you mean "${similar}"?`;
      return `there is no option "${key}"; expected one of ${KNOWN.join(', ')}.${advice}`;
    });
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
