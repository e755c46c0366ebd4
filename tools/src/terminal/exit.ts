/** Exit statuses; part of the command's interface, and documented in docs/tools.md. */

export const EXIT = {
  /** Done; of `check`: everything is sound. */
  done: 0,
  /** `check` found an end of the log that a crash has left unfinished, and nothing else. */
  torn: 1,
  /** Something is damaged; of `repair`: acknowledged commits would be lost, and nobody has agreed to that. */
  damaged: 2,
  /** It could not be done: no database, no permission, no room, a target that is not empty. */
  impossible: 3,
  /** Wrong arguments; `EX_USAGE` of sysexits.h. */
  usage: 64,
  /** A bug; `EX_SOFTWARE` of sysexits.h. */
  internal: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `
Exit status: 0 done, or sound; 1 only the end of the log is unfinished; 2 damaged; 3 it could not be done;
64 wrong usage; 70 a bug in ecsdb.`;
