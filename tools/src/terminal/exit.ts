/** Exit statuses. They are part of the command's interface; docs/tools.md lists them. */

export const EXIT = {
  /** Done. `check`: everything is intact. */
  done: 0,
  /** `check`: the end of the log is unfinished, as a crash leaves it, and nothing else is wrong. */
  torn: 1,
  /**
   * Something is damaged. `check`: or rows violate constraints. `repair`: acknowledged commits would be lost, and the
   * user has not agreed. `load`: lines were refused. `migrate`: the schema or rows would be refused.
   */
  damaged: 2,
  /** The command could not do its work: no database, no permission, no space, a target that is not empty. */
  impossible: 3,
  /** Wrong arguments; `EX_USAGE` of sysexits.h. */
  usage: 64,
  /** A bug in ecsdb; `EX_SOFTWARE` of sysexits.h. */
  internal: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `
Exit status: 0 done, or intact; 1 only the end of the log is unfinished; 2 damaged, or rows violate constraints, or
lines were refused; 3 the command could not do its work; 64 wrong usage; 70 a bug in ecsdb.`;
