/** Backups of databases that another process may have open. */

export { backUp } from './back-up.js';
