/**
 * Reporter for jest, beside its own one: how far the run is, where there is no terminal to show a moving summary, and
 * at last one line with the counts, which CI reads. A file that failed to run counts as one failure.
 */

import { performance } from 'node:perf_hooks';
import { secondsSince } from './steps.js';

const INTERVAL_MS = 10_000;

export default class ProgressAndResult {
  #start = 0;
  #nextMs = 0;

  onRunStart() {
    this.#start = performance.now();
    this.#nextMs = this.#start + INTERVAL_MS;
  }

  onTestResult(_test, _result, { numTotalTestSuites: total, ...counts }) {
    const now = performance.now();
    if (process.stdout.isTTY || now < this.#nextMs) return;
    this.#nextMs = now + INTERVAL_MS;
    const { numPassedTestSuites: passed, numFailedTestSuites: failed } = counts;
    const failures = failed === 0 ? '' : `, ${failed} failed`;
    process.stdout.write(`-- ${passed + failed} of ${total} test files in ${secondsSince(this.#start)} s${failures}\n`);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed\n`);
  }
}
