/** What a transaction changed, as operations: finding, writing, reading and checking them. */

export { Changes } from './changes.js';
export { notAlive, rowsLeft, tooManyIndexes, unknownTable, wrongGeneration, wrongRow } from './contradictions.js';
export {
  ALIGNMENT,
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  PATCH,
  REPLACE,
  SPAWN,
  TRANSACTION_HEADER_BYTES,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from './format.js';
export { OperationCheck } from './operation-check.js';
export { OperationReader, TransactionReader } from './operation-reader.js';
export { OperationWriter } from './operation-writer.js';
export { RecordRules } from './record-rules.js';
export { ReplayError } from './replay-error.js';
export { RulesByTable } from './rules-by-table.js';
