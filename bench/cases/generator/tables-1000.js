/** ecsdb-gen as a whole process, over a schema of 1,000 tables of 12 fields. */

import { generatorContestants } from '../../lib/generator.js';

export const title = 'ecsdb-gen, 1,000 tables of 12 fields';
export const operations = 1;
export const contestants = generatorContestants(1000);
