/** Backups of databases that may be open. */

export { backUp } from './back-up.js';
