/**
 * Promise: types accept correct uses and reject wrong ones, with messages that say what is wrong. Files with both are
 * compiled; only the wrong uses are errors.
 */

import { testTypes } from '../support/diagnose.js';

testTypes(new URL('./', import.meta.url), { wrongMin: 30 });
