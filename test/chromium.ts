/** Debian's Chromium, for tests of pages. `.ci/run` installs it. */

import { existsSync } from 'node:fs';
import { test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** As `test`; where there is no Chromium, the test is skipped, and its name says why. */
export function testInChromium(name: string, run: (browser: Browser) => Promise<void>, timeoutMs: number): void {
  if (!existsSync(PATH)) {
    test.skip(`${name} (skipped: there is no Chromium at ${PATH}; set CHROMIUM to its path)`, () => undefined);
    return;
  }
  const launched = async (): Promise<void> => {
    // Root has no sandbox, and pages of tests are trusted.
    const browser = await chromium.launch({ executablePath: PATH, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    try {
      await run(browser);
    } finally {
      await browser.close();
    }
  };
  test(name, launched, timeoutMs);
}
