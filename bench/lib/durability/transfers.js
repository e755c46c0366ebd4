/** Chooses the accounts of the transfers, and computes the balances afterwards. */

import { accountOf } from './accounts.js';

/** Transfers are chosen before the measurement, and repeated from the first one. */
const CHOICES = 2 ** 18;

/** Mulberry32. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every account is equally likely. */
export function uniform(accounts, random) {
  return () => Math.floor(random() * accounts);
}

/** The probability of account k is proportional to 1 / (k + 1) ** exponent, so a few accounts are in most transfers. */
export function zipf(exponent) {
  return (accounts, random) => {
    const sums = new Float64Array(accounts);
    let sum = 0;
    for (let rank = 0; rank < accounts; rank++) {
      sum += (rank + 1) ** -exponent;
      sums[rank] = sum;
    }
    return () => firstAbove(sums, random() * sum);
  };
}

function firstAbove(sums, value) {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * `from(number)` and `to(number)` are the accounts of a transfer. `balancesAfter(transfers)` returns all balances after
 * that many transfers of 1.
 */
export function chooseTransfers(distribution, accounts) {
  const choose = distribution(accounts, randomNumbers(7));
  const from = new Uint32Array(CHOICES);
  const to = new Uint32Array(CHOICES);
  for (let index = 0; index < CHOICES; index++) {
    from[index] = choose();
    do to[index] = choose();
    while (to[index] === from[index]);
  }
  return {
    from: (number) => from[number % CHOICES],
    to: (number) => to[number % CHOICES],
    balancesAfter(transfers) {
      const balances = Float64Array.from({ length: accounts }, (_, id) => accountOf(id).balance);
      for (let number = 0; number < transfers; number++) {
        balances[from[number % CHOICES]] -= 1;
        balances[to[number % CHOICES]] += 1;
      }
      return balances;
    },
  };
}
