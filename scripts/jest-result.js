/** Reporter for jest: one line with its own counts, which CI reads. A file that failed to run counts as one failure. */
export default class ResultLine {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed\n`);
  }
}
