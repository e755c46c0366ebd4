/** Transactions: what they can do, and a builder that collects operations first. */

export { TransactionBuilder } from './builder.js';
export { readEntities } from './entity-list.js';
export { requireComponents, requireCount, requireRowsOf } from './many-arguments.js';
export type { CreateData, CreateRows, Entities, ManyData, ManyRows } from './many-types.js';
export {
  asyncFunction,
  changedWhileReading,
  componentExists,
  ENDED,
  nestedCall,
  OPEN,
  READING_DATA,
  repeatedEntity,
  requireChange,
  requireObject,
  rowsForCreate,
  transactionEnded,
} from './refusals.js';
export { type InsertArguments, type RowChange, Transaction } from './transaction.js';
