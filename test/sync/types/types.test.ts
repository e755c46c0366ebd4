/** Promise: the types of views follow from `authenticate` and from the components, and wrong uses do not compile. */

import { testTypes } from '../../runtime/support/diagnose.js';

testTypes(new URL('./', import.meta.url), { wrongMin: 8 });
