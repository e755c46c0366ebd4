/** Transactions: what they may do, and the form that collects operations first. */

export { TransactionBuilder } from './builder.js';
export { type InsertArguments, type RowChange, Transaction } from './transaction.js';
