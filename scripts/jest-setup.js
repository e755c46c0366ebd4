/** What jest does before all tests, however it is started: makes what the sources import and is not TypeScript. */

export { prepareSources as default } from './build.js';
