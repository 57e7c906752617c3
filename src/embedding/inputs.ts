import type { ReviewRecord } from '../contracts/index.js';
import { sha256 } from '../util/hash.js';
import type { EmbeddingInput } from './types.js';

/** A text as an input of the embedding stage; equal texts have equal keys. */
export function textInput(text: string): EmbeddingInput<string> {
  return { key: sha256(text), length: text.length, read: () => text };
}

/** The content of an image file as an input of the embedding stage; equal bytes have equal keys. */
export function imageInput(bytes: Uint8Array): EmbeddingInput<Uint8Array> {
  return { key: sha256(bytes), length: bytes.length, read: () => bytes };
}

/** A record as an input of the embedding stage; undefined for one that says nothing. */
export function recordInput({
  userId,
  itemId,
  timestamp,
  item,
}: ReviewRecord): EmbeddingInput<ReviewRecord> | undefined {
  const record: ReviewRecord = {
    ...(userId !== undefined && { userId }),
    ...(itemId !== undefined && { itemId }),
    ...(timestamp !== undefined && { timestamp }),
    ...(item && { item }),
  };
  if (Object.keys(record).length === 0) return undefined;
  return { key: sha256(JSON.stringify(record)), length: 0, read: () => record };
}
