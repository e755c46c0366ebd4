/** The code of `thread.ts` and of all that it imports, as one script. The build makes it: scripts/bundle-threads.js. */
export declare const THREAD_CODE: string;
