import type { ImageEncoder } from '../contracts/index.js';
import type { ImageEntry } from '../images/image-entry.js';
import { type Outcome, summarise } from '../images/summarise.js';
import type { ImageSummary } from '../images/types.js';
import { sha256 } from '../util/hash.js';
import type { EmbeddingInput } from './types.js';

/** An encoder that looks items up by their ids. */
export type ItemLookup = ImageEncoder & Required<Pick<ImageEncoder, 'knowsItem'>>;

/** Does the encoder look items up instead of reading pictures? */
export function looksItemsUp(encoder: ImageEncoder): encoder is ItemLookup {
  return encoder.knowsItem !== undefined;
}

/** An item id as an input of an encoder that looks items up; undefined for an item that it does not know. */
export function itemInput(encoder: ItemLookup, itemId: string): EmbeddingInput<Uint8Array> | undefined {
  if (!encoder.knowsItem(itemId)) return undefined;
  const bytes = Buffer.from(itemId);
  return { key: sha256(bytes), length: bytes.length, read: () => bytes };
}

/**
 * In place of collecting images: one entry per item that the encoder knows, and how many it does not know (`NO_EMBEDDING`).
 * The encoder must be loaded.
 */
export function knownItems(
  encoder: ItemLookup,
  itemIds: readonly string[],
): { entries: (ImageEntry | undefined)[]; summary: ImageSummary } {
  const outcomes = itemIds.map((itemId): Outcome => {
    const input = itemInput(encoder, itemId);
    if (input) {
      const entry = { hash: input.key, bytes: input.length, read: async () => input.read() };
      return { entry, source: 'reused' };
    }
    const detail = 'the encoder has no vector for this item';
    return { failure: { reference: itemId, reason: 'NO_EMBEDDING', detail } };
  });
  return { entries: outcomes.map(({ entry }) => entry), summary: summarise(outcomes, itemIds.length) };
}
