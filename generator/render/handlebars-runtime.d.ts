/** Types of the part of handlebars' runtime that is used here; the package has none for this entry. */

declare module 'handlebars/runtime.js' {
  /** What precompiling a template gives; opaque here. */
  interface TemplateSpecification {
    readonly compiler: readonly [revision: number, versions: string];
  }

  interface Environment {
    registerHelper(name: string, helper: (this: unknown, ...given: never[]) => string): void;
    registerPartial(name: string, partial: (view: object) => string): void;
    template(specification: TemplateSpecification): (view: object) => string;
  }

  const runtime: { create(): Environment };
  export default runtime;
  export type { TemplateSpecification };
}
