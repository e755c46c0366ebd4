/** Runs the precompiled templates. They are compiled at build time, so that no code is generated at run time. */

import Handlebars from 'handlebars/runtime.js';
import { type PrecompiledTemplates, templates as precompiled } from '#precompiled/templates.js';
import { type Description, docComment } from './comments.js';

export type TemplateName =
  | 'head'
  | 'table'
  | 'types'
  | 'enums'
  | 'queries'
  | 'schema'
  | 'migrations'
  | 'index'
  | 'record'
  | 'records-index';

interface BlockOptions {
  readonly hash: { readonly indent?: 0 | 2 };
  fn(context: unknown): string;
  inverse(context: unknown): string;
}

type Render = (view: object) => string;

let renderers: ReadonlyMap<string, Render> | undefined;

/** The text that a template makes of a view. */
export function renderTemplate(name: TemplateName, view: object): string {
  renderers ??= load(precompiled);
  const render = renderers.get(name);
  if (render === undefined) throw new Error(`there is no template "${name}"`);
  return render(view);
}

function load({ files, partials }: PrecompiledTemplates): ReadonlyMap<string, Render> {
  const environment = Handlebars.create();
  environment.registerHelper('if', ifHelper);
  environment.registerHelper('with', withHelper);
  environment.registerHelper('each', eachHelper);
  environment.registerHelper('join', joinHelper);
  environment.registerHelper('doc', docHelper);
  for (const [name, spec] of Object.entries(partials)) environment.registerPartial(name, environment.template(spec));
  return new Map(Object.entries(files).map(([name, spec]) => [name, environment.template(spec)]));
}

/** Unlike the built-in helper, throws for `undefined`: the view lacks that name. So do the helpers below. */
function ifHelper(this: unknown, value: unknown, options: BlockOptions): string {
  return isPresent(value) ? options.fn(this) : options.inverse(this);
}

/** Makes an object the context of a block. Without an object, which is `null`, the block is omitted. */
function withHelper(this: unknown, value: unknown, options: BlockOptions): string {
  return isPresent(value) ? options.fn(value) : options.inverse(this);
}

function eachHelper(this: unknown, list: unknown, options: BlockOptions): string {
  const items = listOf(list);
  return items.length === 0 ? options.inverse(this) : items.map((item) => options.fn(item)).join('');
}

/** Items in one line, separated by commas. */
function joinHelper(this: unknown, list: unknown): string {
  return listOf(list).join(', ');
}

/** The doc comment of what follows: the description from the schema, then the text of the block. */
function docHelper(this: unknown, description: Description | undefined, options: BlockOptions): string {
  if (description === undefined) throw new Error('a template asks for a description that its view does not have');
  return docComment(description, options.fn(this), options.hash.indent ?? 0);
}

function isPresent(value: unknown): boolean {
  if (value === undefined) throw new Error('a template asks for a name that its view does not have');
  return !(value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0));
}

function listOf(list: unknown): readonly unknown[] {
  if (!Array.isArray(list)) throw new Error('a template asks for a list that its view does not have');
  return list;
}
