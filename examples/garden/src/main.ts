/** `npm start` opens the garden in data/, which is planted at the first start, and lets it grow for ten days. */

import { growDays } from './days.js';
import { openGarden } from './garden.js';
import { show } from './show.js';

const DAYS = 10;

const db = await openGarden(process.argv[2] ?? 'data');
await growDays(db, DAYS);
console.log(show(db));
await db.close();
