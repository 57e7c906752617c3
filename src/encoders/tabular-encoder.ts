import { z } from 'zod';
import type { EncodeOptions, EncoderFitOptions, RecordEncoder, ReviewRecord } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { EmbeddingMatrix, JsonObject, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { sha256 } from '../util/hash.js';
import { categoryState, fitCategories, openCategories } from './tabular/category-column.js';
import { fitMeanRating, meanRatingState, openMeanRating } from './tabular/mean-rating-column.js';
import { fitNumber, numberState, openNumber } from './tabular/number-column.js';
import {
  type ResolvedTabularOptions,
  resolveTabularOptions,
  type TabularColumn,
  type TabularEncoderOptions,
} from './tabular/options.js';
import type { FittedColumn } from './tabular/types.js';

// Raise it with every change of a formula.
const VERSION = 1;

interface Fitted {
  readonly columns: readonly FittedColumn[];
  /** What the columns learned, in their order. */
  readonly states: readonly unknown[];
  readonly dimensions: number;
  readonly fingerprint: string;
}

/**
 * Columns about a review's item, user and time as one modality, `[records, dimensions]`: prices, categories, and how others rated the item and
 * how the user rates. It learns from training records only, and a user's own rating of an item is never part of that record's vector.
 * Ratings are taken as they are known at the time of the fit: where later ratings must not be known, split by time.
 *
 * Raises `NOT_FITTED` before `fit` or `restoreState`, `SAVE_CORRUPT` for a state that does not fit together, `INVALID_OPTIONS`, `ABORTED`.
 *
 * @example
 * ```ts
 * new MultimodalRecommender({ recordEncoder: new TabularEncoder() });
 * await recommender.predictRating({ text: 'Runs small.', userId: 'u17', itemId: 'B07K2Q', item: { price: 19.9 } });
 * ```
 */
export class TabularEncoder implements RecordEncoder {
  readonly specVersion = 1;
  readonly name = 'TabularEncoder';
  readonly batchSize = 1024;
  readonly storable = false;
  readonly #options: ResolvedTabularOptions;
  #fitted: Fitted | undefined;

  constructor(options: TabularEncoderOptions = {}) {
    this.#options = resolveTabularOptions(this.name, options);
  }

  get dimensions(): number {
    return this.#get().dimensions;
  }

  get fingerprint(): string {
    return this.#get().fingerprint;
  }

  async fit(records: readonly ReviewRecord[], { targets, signal }: EncoderFitOptions): Promise<void> {
    throwIfAborted(signal);
    this.#open(this.#options.columns.map((column) => learn(column, records, targets)));
  }

  async encode(records: readonly ReviewRecord[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const { columns, dimensions } = this.#get();
    throwIfAborted(signal);
    const data = new Float32Array(records.length * dimensions);
    for (const [row, record] of records.entries()) {
      let at = row * dimensions;
      for (const column of columns) {
        column.write(record, data, at);
        at += column.width;
      }
    }
    return { data, rows: records.length, dimensions };
  }

  config(): JsonObject {
    return { columns: this.#options.columns.map((column) => ({ ...column }) as JsonObject) };
  }

  saveState(): PluginState {
    return { json: { states: this.#get().states } as JsonObject };
  }

  restoreState({ json }: PluginState): void {
    const { columns } = this.#options;
    const states = z.array(z.unknown()).length(columns.length).safeParse(json.states);
    const parsed = states.data?.map((state, position) => SCHEMAS[columns[position]!.kind].safeParse(state));
    const wrong = states.error ?? parsed?.find(({ error }) => error)?.error;
    if (wrong) {
      throw new RecommenderError(
        'SAVE_CORRUPT',
        `TabularEncoder: the saved columns are not those of the options: ${z.prettifyError(wrong)}. Save the model again.`,
        { cause: wrong },
      );
    }
    this.#open(parsed!.map(({ data }) => data));
  }

  #open(states: readonly unknown[]): void {
    const columns = this.#options.columns.map((column, position) => open(column, states[position]));
    const width = columns.reduce((sum, column) => sum + column.width, 0);
    if (width === 0) {
      throw new RecommenderError(
        'TOO_FEW_ROWS',
        'TabularEncoder.fit: no training record has a category, and there are no other columns. Add one, or leave the encoder out.',
      );
    }
    const fingerprint = sha256(JSON.stringify([this.name, VERSION, this.#options.columns, states]));
    this.#fitted = { columns, states, dimensions: width, fingerprint };
  }

  #get(): Fitted {
    if (this.#fitted) return this.#fitted;
    throw new RecommenderError(
      'NOT_FITTED',
      'TabularEncoder has not learned its columns yet. Call fit() with training records first, or restoreState().',
    );
  }
}

const SCHEMAS = { number: numberState, category: categoryState, 'mean-rating': meanRatingState };

function learn(
  column: TabularColumn,
  records: readonly ReviewRecord[],
  ratings: Float32Array | undefined,
): unknown {
  switch (column.kind) {
    case 'number':
      return fitNumber(column, records);
    case 'category':
      return fitCategories(column, records);
    case 'mean-rating':
      return fitMeanRating(column, records, ratings);
  }
}

function open(column: TabularColumn, state: unknown): FittedColumn {
  switch (column.kind) {
    case 'number':
      return openNumber(column, state as z.infer<typeof numberState>);
    case 'category':
      return openCategories(state as z.infer<typeof categoryState>);
    case 'mean-rating':
      return openMeanRating(column, state as z.infer<typeof meanRatingState>);
  }
}
