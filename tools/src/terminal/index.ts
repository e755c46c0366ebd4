/** The process as a command sees it: output, progress, exit statuses, and figures in words. */

export { complain } from './complain.js';
export { canAsk, confirm } from './confirm.js';
export { EXIT, EXIT_HELP, type ExitStatus } from './exit.js';
export { Failure, UsageError } from './failure.js';
export { Output, printJson, printLines, ReaderGone } from './output.js';
export { type Progress, withProgress } from './progress.js';
export { green, red, yellow } from './style.js';
export { bytes, columns, count, date, quoted, versions } from './words.js';
