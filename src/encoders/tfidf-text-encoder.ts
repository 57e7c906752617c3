import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EncodeOptions, EncoderFitOptions, TextEncoder } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { EmbeddingMatrix, JsonObject, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { sha256 } from '../util/hash.js';
import { deriveSeed } from '../util/random.js';
import { completeTfidf, type FittedTfidf, tfidfFromState, tfidfState } from './tfidf/fitted-tfidf.js';
import {
  type ResolvedTfidfOptions,
  resolveTfidfOptions,
  type TfidfTextEncoderOptions,
} from './tfidf/options.js';
import { project } from './tfidf/project.js';
import { type Analyser, createAnalyser } from './tfidf/terms.js';
import { truncatedSvd } from './tfidf/truncated-svd.js';
import { countKnownTerms, TermCounter } from './tfidf/vocabulary.js';
import { inverseDocumentFrequency, tfidfWeights } from './tfidf/weights.js';

export type { TfidfTextEncoderOptions } from './tfidf/options.js';

const TEXTS_PER_TURN = 256;

/**
 * Texts -> latent semantic vectors without pretrained weights: tf-idf with scikit-learn's formulas (lower case, words
 * of two characters or more, smooth idf, rows of length 1), then the truncated SVD of the training texts;
 * a text's vector is its tf-idf row times the right singular vectors, `[texts, dimensions]`.
 *
 * `fit` sees the training texts only. A text without a known term (an empty one, for instance) gives the zero vector
 * and still counts as present. Everything sparse stays sparse: the largest dense matrix is `[terms, dimensions]`.
 *
 * Raises `NOT_FITTED` before `fit` or `restoreState`, `TOO_FEW_ROWS` when no term is left to learn from,
 * `SAVE_CORRUPT` for a state that does not fit together, `INVALID_OPTIONS`, `ABORTED`.
 */
export class TfidfTextEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name = 'TfidfTextEncoder';
  readonly batchSize = TEXTS_PER_TURN;
  readonly #options: ResolvedTfidfOptions;
  readonly #analyse: Analyser;
  #fitted: FittedTfidf | undefined;

  constructor(options: TfidfTextEncoderOptions = {}) {
    this.#options = resolveTfidfOptions(this.name, options);
    this.#analyse = createAnalyser(this.#options);
  }

  /** The `dimensions` option, or less when the training texts have fewer independent directions. */
  get dimensions(): number {
    return this.#get().dimensions;
  }

  get fingerprint(): string {
    const { sublinearTf, lowercase, tokenPattern, ngramRange } = this.#options;
    const { hash } = this.#get();
    return sha256(JSON.stringify([this.name, 1, sublinearTf, lowercase, tokenPattern, ngramRange, hash]));
  }

  async fit(texts: readonly string[], { seed, signal }: EncoderFitOptions): Promise<void> {
    const { minDf, dimensions, svdRounds, sublinearTf } = this.#options;
    const counter = new TermCounter();
    for (const [index, text] of texts.entries()) {
      if (index % TEXTS_PER_TURN === 0) {
        await nextTurn();
        throwIfAborted(signal);
      }
      counter.add(this.#analyse(text));
    }
    const { terms, documentFrequency, counts } = counter.finish(this.#options);
    if (terms.length === 0) {
      throw new RecommenderError(
        'TOO_FEW_ROWS',
        `TfidfTextEncoder.fit: expected training texts with at least one term in ${minDf} of them (minDf), but found none ` +
          `among ${texts.length} texts. Give more texts, or lower minDf or raise maxDf.`,
        { data: { texts: texts.length } },
      );
    }
    const weights = tfidfWeights(
      counts,
      inverseDocumentFrequency(documentFrequency, texts.length),
      sublinearTf,
    );
    const { components } = await truncatedSvd(weights, {
      dimensions,
      rounds: svdRounds,
      seed: deriveSeed(seed, 'tfidf-svd'),
      signal,
    });
    this.#fitted = completeTfidf({
      texts: texts.length,
      terms,
      documentFrequency: Float32Array.from(documentFrequency),
      components,
    });
  }

  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const { columnOf, idf, components, dimensions } = this.#get();
    throwIfAborted(signal);
    const counts = countKnownTerms(texts, this.#analyse, columnOf);
    const weights = tfidfWeights(counts, idf, this.#options.sublinearTf);
    const data = project(weights, components, dimensions);
    return { data, rows: texts.length, dimensions };
  }

  config(): JsonObject {
    return { ...this.#options };
  }

  saveState(): PluginState {
    return tfidfState(this.#get());
  }

  restoreState(state: PluginState): void {
    this.#fitted = tfidfFromState(state);
  }

  #get(): FittedTfidf {
    if (this.#fitted) return this.#fitted;
    throw new RecommenderError(
      'NOT_FITTED',
      'TfidfTextEncoder has not learned its terms yet. Call fit() with training texts first, or restoreState().',
    );
  }
}
