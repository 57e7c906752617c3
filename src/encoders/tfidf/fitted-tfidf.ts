import { createHash } from 'node:crypto';
import { RecommenderError } from '../../errors.js';
import type { PluginState } from '../../types.js';
import { inverseDocumentFrequency } from './weights.js';

/** What a {@link TfidfTextEncoder} has learned. */
export interface FittedTfidf {
  readonly texts: number;
  readonly terms: readonly string[];
  readonly documentFrequency: Float32Array;
  /** Row-major `[terms, dimensions]`. */
  readonly components: Float32Array;
  readonly dimensions: number;
  // Derived from the above.
  readonly columnOf: ReadonlyMap<string, number>;
  readonly idf: Float64Array;
  readonly hash: string;
}

/** Adds what follows from the learned values. */
export function completeTfidf(
  learned: Pick<FittedTfidf, 'texts' | 'terms' | 'documentFrequency' | 'components'>,
): FittedTfidf {
  const { texts, terms, documentFrequency, components } = learned;
  const hash = createHash('sha256').update(JSON.stringify([texts, terms]));
  for (const array of [documentFrequency, components]) {
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return {
    ...learned,
    dimensions: components.length / terms.length,
    columnOf: new Map(terms.map((term, column) => [term, column])),
    idf: inverseDocumentFrequency(documentFrequency, texts),
    hash: hash.digest('hex'),
  };
}

/** For the saved model. Frequencies are whole numbers, which Float32 holds exactly up to 16 million. */
export function tfidfState({ texts, terms, documentFrequency, components }: FittedTfidf): PluginState {
  return { json: { texts, terms }, arrays: { documentFrequency, components } };
}

/** The inverse of {@link tfidfState}. Raises `SAVE_CORRUPT` when the parts do not fit together. */
export function tfidfFromState({ json, arrays = {} }: PluginState): FittedTfidf {
  const { texts, terms } = json;
  const { documentFrequency, components } = arrays;
  const isWhole =
    typeof texts === 'number' &&
    Array.isArray(terms) &&
    terms.length > 0 &&
    terms.every((term) => typeof term === 'string') &&
    documentFrequency?.length === terms.length &&
    components !== undefined &&
    components.length > 0 &&
    components.length % terms.length === 0;
  if (!isWhole) {
    throw new RecommenderError(
      'SAVE_CORRUPT',
      `TfidfTextEncoder: expected a saved state with texts, terms, one document frequency per term and components [terms, dimensions], ` +
        `but found ${Array.isArray(terms) ? terms.length : 'no'} terms, ${documentFrequency?.length ?? 'no'} frequencies ` +
        `and ${components?.length ?? 'no'} component values. Save the model again.`,
    );
  }
  return completeTfidf({ texts, terms: terms as readonly string[], documentFrequency, components });
}
