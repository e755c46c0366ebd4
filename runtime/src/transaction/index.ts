/** Transactions: what they may do, and the form that collects operations first. */

export { TransactionBuilder } from './builder.js';
export {
  asyncFunction,
  changedWhileReading,
  componentExists,
  nestedCall,
  requireChange,
  requireObject,
  rowsForCreate,
  transactionEnded,
} from './refusals.js';
export { ENDED, OPEN, READING_DATA } from './state.js';
export { type InsertArguments, type RowChange, Transaction } from './transaction.js';
