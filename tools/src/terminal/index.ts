/** The process as a command sees it: output, progress, questions, exit statuses, and figures as text. */

export { canAsk, confirm } from './confirm.js';
export { EXIT, EXIT_HELP, type ExitStatus } from './exit.js';
export { Failure, UsageError } from './failure.js';
export { requireFormat } from './format.js';
export { ignoreClosedOutput, Output, OutputClosed, printError, printJson, printLines } from './output.js';
export { Progress, withProgress } from './progress.js';
export { green, red, yellow } from './style.js';
export { alignColumns, formatBytes, formatCount, formatDate, formatVersions, quotePath } from './text.js';
