/** Runs the precompiled templates. They are compiled at build time, so that no code is generated at run time. */

import Handlebars from 'handlebars/runtime.js';
import { type PrecompiledTemplates, templates as precompiled } from '#precompiled/templates.js';

export type TemplateName = 'table' | 'types' | 'enums' | 'queries' | 'schema' | 'index';

interface BlockOptions {
  fn(context: unknown): string;
  inverse(context: unknown): string;
}

type Render = (view: object) => string;

let renderers: ReadonlyMap<string, Render> | undefined;

/** The text of one file. */
export function renderTemplate(name: TemplateName, view: object): string {
  renderers ??= load(precompiled);
  const render = renderers.get(name);
  if (render === undefined) throw new Error(`there is no template "${name}"`);
  // Blocks whose first part is left out would start with an empty line.
  return render(view).replaceAll('{\n\n', '{\n');
}

function load({ files, partials }: PrecompiledTemplates): ReadonlyMap<string, Render> {
  const environment = Handlebars.create();
  environment.registerHelper('if', ifHelper);
  environment.registerHelper('each', eachHelper);
  for (const [name, spec] of Object.entries(partials)) environment.registerPartial(name, environment.template(spec));
  return new Map(Object.entries(files).map(([name, spec]) => [name, environment.template(spec)]));
}

/** Unlike the built-in helper, refuses `undefined`: that is a name that the view does not have. */
function ifHelper(this: unknown, value: unknown, options: BlockOptions): string {
  if (value === undefined) throw new Error('a template asks about something that its view does not have');
  const empty = value === '' || value === false || (Array.isArray(value) && value.length === 0);
  return empty ? options.inverse(this) : options.fn(this);
}

function eachHelper(this: unknown, list: unknown, options: BlockOptions): string {
  if (!Array.isArray(list)) throw new Error('a template lists something that its view does not have');
  return list.map((item: unknown) => options.fn(item)).join('');
}
