/** Types of the used part of the runtime of handlebars. The package has no types for this entry. */

declare module 'handlebars/runtime.js' {
  /** A precompiled template. */
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
