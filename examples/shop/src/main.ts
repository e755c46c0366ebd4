/** A season of a shop: orders are placed and cancelled, and the best customers are found. */

import { audit } from './audit.js';
import { watchLeaders } from './leaders.js';
import { Random } from './random.js';
import { bestCustomers, type Place } from './ranking.js';
import { tryRefused } from './refusals.js';
import { BEST_CUSTOMERS } from './rules.js';
import { playSeason } from './season.js';
import { openShop } from './stock.js';

const random = new Random(1);
const db = openShop(random);
const leaders = watchLeaders(db, (leader) => console.log(`${leader.name} takes the lead with ${money(leader)}`));
const season = await playSeason(db, random);
leaders.stop();
const best = bestCustomers(db, BEST_CUSTOMERS);
console.log();

print('Orders', [
  ['accepted', season.accepted],
  ['of these, cancelled', season.cancelled],
  ['refused: a product was listed twice', season.repeated],
  ['refused: a product was sold out', season.soldOut],
]);
print(
  'Best customers',
  best.map((place) => [place.name, money(place)]),
);
print('Refused', tryRefused(db));

audit(db, season, best, leaders.places);
console.log('Every order, the stock and the list of the best customers are right.');
await db.close();

function money({ revenue }: Place): string {
  return (revenue / 100).toFixed(2);
}

function print(title: string, rows: readonly (readonly [string, string | number])[]): void {
  console.log(title);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(42)}${String(value).padStart(24)}`);
  console.log();
}
