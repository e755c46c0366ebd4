/** Compressed streams of lines, in the formats that gzip and zstd write. */

export { type Compress, compressorOf } from './compressor.js';
export { decompressed } from './decompressed.js';
export { requireCompressionName } from './option.js';
