/** Transactions: what they can do, and a builder that collects operations first. */

export { TransactionBuilder } from './builder.js';
export {
  asyncFunction,
  changedWhileReading,
  componentExists,
  ENDED,
  nestedCall,
  OPEN,
  READING_DATA,
  requireChange,
  requireObject,
  rowsForCreate,
  transactionEnded,
} from './refusals.js';
export { type InsertArguments, type RowChange, Transaction } from './transaction.js';
