/** Ids of databases and clients, and hashes of schemas: 128 bits, in programs as 32 hexadecimal digits. */

export const ID_BYTES = 16;

/** Stands for no database, or no client. */
export const NO_ID: string = '0'.repeat(ID_BYTES * 2);

/** No other client or database has it. */
export function randomId(): string {
  return hexOfBytes(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: ID_BYTES }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

export function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
