/** A season of a shop: orders are placed and cancelled, and the best customers are found. */

import { audit } from './audit.js';
import { Random } from './random.js';
import { bestCustomers } from './ranking.js';
import { tryRefused } from './refusals.js';
import { BEST_CUSTOMERS } from './rules.js';
import { playSeason } from './season.js';
import { openShop } from './stock.js';

const random = new Random(1);
const db = openShop(random);
const season = await playSeason(db, random);
const best = bestCustomers(db, BEST_CUSTOMERS);

print('Orders', [
  ['accepted', season.accepted],
  ['of these, cancelled', season.cancelled],
  ['refused: a product was listed twice', season.repeated],
  ['refused: a product was sold out', season.soldOut],
]);
print(
  'Best customers',
  best.map(({ name, revenue }) => [name, (revenue / 100).toFixed(2)]),
);
print('Refused', tryRefused(db));

audit(db, season, best);
console.log('Every order, the stock and the list of the best customers are right.');
await db.close();

function print(title: string, rows: readonly (readonly [string, string | number])[]): void {
  console.log(title);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(42)}${String(value).padStart(24)}`);
  console.log();
}
