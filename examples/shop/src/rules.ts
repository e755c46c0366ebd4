/** The size of the shop. Money is in cents. */

export const PRODUCTS = 200;
export const PRICE_MAX = 250_00;
/** Few enough that some products sell out. */
export const STOCK = 300;
export const CUSTOMERS = 1000;
export const ORDERS = 10_000;
export const LINES_MAX = 4;
export const QUANTITY_MAX = 5;
/** One of this many accepted orders is cancelled. */
export const CANCELLED_ONE_OF = 20;
export const BEST_CUSTOMERS = 5;
