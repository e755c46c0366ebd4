/** Transactions: what they may do, and the form that collects operations first. */

export { TransactionBuilder } from './builder.js';
export {
  asyncFunction,
  componentExists,
  isPromiseLike,
  nestedWrite,
  requireObject,
  transactionEnded,
} from './refusals.js';
export { type InsertArguments, type RowChange, Transaction } from './transaction.js';
