import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState, ProgressEvent } from '../types.js';

/**
 * Who has interacted with what, as compressed sparse rows. Users and items are numbered from 0 here; ids and their
 * order belong to the library, and no ranker sees them.
 */
export interface InteractionMatrix {
  readonly users: number;
  readonly items: number;
  /** `[users + 1]`: the entries of user `u` are those from `rowStart[u]` to before `rowStart[u + 1]`. */
  readonly rowStart: Int32Array;
  /** The item of every entry; ascending within a user, none twice. */
  readonly itemIndex: Int32Array;
  /** Above 0; 1 for "has interacted". */
  readonly weight: Float32Array;
  /** Milliseconds since the Unix epoch, NaN where unknown. Absent when no entry has one. */
  readonly timestamp?: Float64Array;
}

/** What a ranker learns from. */
export interface RankerFitInput {
  readonly interactions: InteractionMatrix;
  /** One column per modality with one row per item: `rowIndex[item]` is -1 where the item lacks it. May be empty. */
  readonly modalities: readonly ModalityColumn[];
  /** Reaches every random choice of the fit. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Told about stage `fit-ranker`. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** Whose scores are wanted. */
export interface RankingQuery {
  /** Row of a user of the fit, or -1 for somebody else. A ranker without user factors needs `liked` only. */
  readonly user: number;
  /** What the person is known to like now, distinct, ascending; the history of a known user, a visitor's clicks. May be empty. */
  readonly liked: Int32Array;
  /** Weight of each liked item, above 0. @default 1 for each */
  readonly weight?: Float32Array;
}

/** Options of {@link Ranker.score}. */
export interface ScoreOptions {
  readonly signal?: AbortSignal;
}

/** A part of one score. */
export interface ScoreContribution {
  /** The liked item that it comes from; -1 for what comes from no liked item, such as popularity. */
  readonly item: number;
  /** `interactions`, or the name of a modality. */
  readonly modality: string;
  readonly value: number;
}

/**
 * Orders items for people. It scores and nothing else: seen items, filters, diversity and ties are the library's.
 */
export interface Ranker {
  readonly specVersion: 1;
  /** Identifies the kind of ranker in tables and in a saved model. */
  readonly name: string;
  /** Learns from interactions and item embeddings. Repeatable: it starts over. */
  fit(input: RankerFitInput): Promise<void>;
  /**
   * Takes in items that came after the fit, without learning anew: they get the next item numbers. Same modalities as in the fit,
   * one row per new item. Such an item may be liked and scored from then on. A ranker that was fitted without modalities cannot
   * tell how many come, and raises `DIMENSION_MISMATCH`.
   */
  addItems(modalities: readonly ModalityColumn[]): Promise<void>;
  /**
   * Scores `[queries.length, items]` of all items, added ones included; higher is better, every score finite. Items
   * that a person has already seen are scored too. Row `i` depends on `queries[i]` alone. Raises `NOT_FITTED`.
   */
  score(queries: readonly RankingQuery[], options?: ScoreOptions): Promise<EmbeddingMatrix>;
  /** What one score consists of; the values add up to it. Offered by rankers whose scores are such sums. */
  explain?(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]>;
  /** What the fit decided, in a sentence or two, for tables and logs. Raises `NOT_FITTED`. */
  describe?(): string;
  /** Constructor options in a form that JSON can hold, so that a saved model can rebuild the ranker. */
  config?(): JsonObject;
  /** Everything that the fit and later items left behind. */
  saveState?(): PluginState;
  /** The inverse of `saveState`, on a ranker that was constructed with the same options. */
  restoreState?(state: PluginState): void;
  /** Gives memory back; the ranker may be fitted again afterwards. */
  dispose?(): Promise<void>;
}
