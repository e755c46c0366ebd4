/** Records over any buffer, for bytes that are not in a database. Programs without such records load nothing of it. */

export { BUFFER_CODECS, bufferEnumCodec, bufferStringCodec, type RecordArray } from './codecs.js';
export { type AnyBuffer, type BufferMemory, refuseMove, requireRoom } from './memory.js';
export { BufferRecord, plainOf } from './record.js';
export { RecordFactory } from './record-factory.js';
export { getEntity, getI64Number, getString, getU64Number, setEntity, setI64Number, setU64Number } from './values.js';
