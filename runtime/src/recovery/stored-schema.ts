/** The schemas that segments contain: reading them, and comparing older ones with the newest. */

import { FILE_HEADER_BYTES, type NamedSegment } from '../directory/index.js';
import { EcsDbError } from '../errors.js';
import { ReplayError } from '../operation/index.js';
import { layoutDifferences, type SchemaDescriptor, schemaFromJson } from '../schema/index.js';
import type { OnFault } from './fault.js';

/** A segment, for errors. */
type Named = Pick<NamedSegment, 'name' | 'firstVersion'>;

/** The schema of a segment whose header has another hash than the newest schema. */
export interface OlderSchema extends Named {
  /** As the header says. */
  readonly schemaHash: string;
  readonly json: Uint8Array;
}

/** Throws a `ReplayError` for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    // Copied, because a decoder does not accept shared memory.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.slice());
  } catch {
    throw new ReplayError('the schema is not UTF-8');
  }
}

/** Throws a `ReplayError` for a text that is not a schema. */
export function parseSchema(text: string): SchemaDescriptor {
  try {
    return schemaFromJson(text);
  } catch (error) {
    if (error instanceof EcsDbError) throw new ReplayError(error.message);
    throw error;
  }
}

/** Throws a `ReplayError` unless a schema has the hash that the header of its segment says. */
export function requireHash({ hash }: SchemaDescriptor, schemaHash: string): void {
  if (hash === schemaHash) return;
  throw new ReplayError(`the schema has the hash ${hash}, and the segment's header says ${schemaHash}`);
}

/**
 * Reports a fault (F4) unless the newest schema can read what was written under this one. An undefined schema could not
 * be read, which is another fault.
 */
export function checkSchema(
  segment: Named,
  schema: SchemaDescriptor | undefined,
  newest: SchemaDescriptor,
  onFault: OnFault,
): void {
  const [difference] = schema === undefined || schema.hash === newest.hash ? [] : layoutDifferences(schema, newest);
  if (difference !== undefined)
    report(segment, `the schema differs from that of later segments: ${difference}`, onFault);
}

/** As `checkSchema`, for a schema that was not read yet. */
export function checkOlderSchema(older: OlderSchema, newest: SchemaDescriptor, onFault: OnFault): void {
  let schema: SchemaDescriptor;
  try {
    schema = parseSchema(decodeText(older.json));
    requireHash(schema, older.schemaHash);
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    report(older, `the frame contradicts itself or other data: ${error.message}`, onFault);
    return;
  }
  checkSchema(older, schema, newest, onFault);
}

function report({ name: file, firstVersion }: Named, reason: string, onFault: OnFault): void {
  onFault({ case: 'F4', file, offset: FILE_HEADER_BYTES, reason, firstVersion });
}
