/** Shared vocabulary of the library: data shapes only, no behaviour. */

/**
 * Where a picture can be had: an http(s) URL, a local file path, or the encoded bytes (JPEG, PNG, WebP, ...).
 */
export type ImageReference = string | Uint8Array;

/**
 * `review`: the review has been written, how many stars does it mean? `preference`: nothing has been written yet, how
 * would this person rate the item, and what should they be shown?
 */
export type Task = 'review' | 'preference';

/** A product. Only `itemId` is required. */
export interface Item {
  readonly itemId: string;
  readonly title?: string;
  readonly description?: string;
  readonly features?: readonly string[];
  readonly categories?: readonly string[];
  /** Price in the catalogue's currency. */
  readonly price?: number;
  /** The first usable picture of the product. */
  readonly image?: ImageReference;
  /** Further pictures, in the order of the catalogue. */
  readonly moreImages?: readonly ImageReference[];
}

/** One user's rating of one item, with the review text when there is one. */
export interface Interaction {
  readonly userId: string;
  readonly itemId: string;
  /** On the {@link RatingScale} of the task. */
  readonly rating: number;
  /** Review text as written, title included when the source has one. */
  readonly text?: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp?: number;
  /** Name of the part this row belongs to when the data comes with its own split. */
  readonly split?: string;
}

/** Ratings run from `min` to `max` in equal steps; stars are `{ min: 1, max: 5, step: 1 }`. */
export interface RatingScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A dense row-major matrix: row `i` is `data[i * dimensions ... (i + 1) * dimensions - 1]`. */
export interface EmbeddingMatrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly dimensions: number;
}

/**
 * The embeddings of one modality for a list of rows. Identical inputs share one matrix row;
 * `rowIndex[i]` is the matrix row that belongs to row `i`, or -1 where the modality is absent.
 */
export interface ModalityColumn {
  /** `review`, `image`, ... */
  readonly name: string;
  readonly matrix: EmbeddingMatrix;
  readonly rowIndex: Int32Array;
  /** Set when the matrix `[rows, 1]` holds codes instead of vectors. */
  readonly categorical?: CategoricalModality;
}

/** Embeddings that stay where they are, in a file or a store, and are read when they are needed. */
export interface StoredMatrix {
  readonly rows: number;
  readonly dimensions: number;
  /** Changes whenever the numbers do, so that results that were kept are known again only for the same ones. */
  readonly fingerprint: string;
  /**
   * Writes matrix row `rows[i]` to `target[i * dimensions ...]`, and zeros where `rows[i]` is -1. Several calls may be under way at once.
   */
  read(rows: Int32Array, target: Float32Array): Promise<void>;
}

/** A {@link ModalityColumn} whose embeddings are not in memory. */
export interface StoredColumn extends Pick<ModalityColumn, 'name' | 'rowIndex'> {
  readonly matrix: StoredMatrix;
  readonly categorical?: undefined;
}

/** What rating models learn from and predict from. */
export type RatingColumn = ModalityColumn | StoredColumn;

/** A modality that is a code, such as the index of a user: the model learns a vector for each. */
export interface CategoricalModality {
  /** Codes run from 0, which stands for unknown, to `size - 1`. */
  readonly size: number;
  /** Length of the learned vectors. */
  readonly dimensions: number;
  /** Probability that a training row shows code 0 in place of its own, so that the vector of the unknown learns to stand for anybody. */
  readonly unknownRate: number;
}

/** The three parts of a split, as positions in the list of rows. */
export interface SplitIndices {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
  /** In a `cold-user` split: rows that are not learnt from, but known when something is recommended to their users. */
  readonly history?: Int32Array;
}

/** A predicted rating with everything known about it. */
export interface RatingPrediction {
  /** The most probable rating on the scale. */
  readonly stars: number;
  /** Mean of the distribution, on the scale; not rounded. */
  readonly expectedRating: number;
  /** Probability of every rating on the scale, in ascending order of rating; sums to 1. */
  readonly distribution: readonly { readonly rating: number; readonly probability: number }[];
  /** Modalities that were present and used, in the model's order. */
  readonly modalities: readonly string[];
  /**
   * Ratings from `low` to `high`, both included, that hold the true one in about a share `coverage` (0 to 1) of all predictions, as far as
   * they are like the validation rows, see `training.intervalCoverage`. Absent for models without intervals.
   */
  readonly interval?: { readonly low: number; readonly high: number; readonly coverage: number };
}

/** What can be predicted from: in the review task a text, a picture, or both; in the preference task a user and an item. */
export interface RatingInput {
  readonly text?: string;
  readonly image?: ImageReference;
  /** In the review task, further pictures of the item, for a model with `imagesPerItem` above 1. */
  readonly moreImages?: readonly ImageReference[];
  /**
   * In the preference task, the item to be rated. In the review task in place of a picture, for an image encoder that looks items up
   * by their ids, and for a `recordEncoder`.
   */
  readonly itemId?: string;
  /** Who rates; somebody unknown is predicted as anybody. In the review task read by a `recordEncoder` only. */
  readonly userId?: string;
  /** In the review task: when it was written, and what is known of the item, for a `recordEncoder`. */
  readonly timestamp?: number;
  readonly item?: Partial<Omit<Item, 'image' | 'moreImages'>>;
}

/** A record that was left out, and why. */
export interface SkippedRecord {
  /** Stable reason, for counting: `MALFORMED_JSON`, `RATING_OFF_SCALE`, ... */
  readonly reason: string;
  /** What was found, in words. */
  readonly detail?: string;
  /** File or table the record came from. */
  readonly file?: string;
  /** 1-based line in that file. */
  readonly line?: number;
  /** Set when the record was kept and only this field of it left out. */
  readonly field?: string;
}

/** How far a long call has come. `total` is absent when it cannot be known. */
export type ProgressEvent =
  | (ProgressCounts & { readonly stage: 'read-interactions' | 'read-items' })
  | (ProgressCounts & { readonly stage: 'download-images'; readonly failed: number })
  | (ProgressCounts & {
      /** Counts are bytes of the file; a download that goes on where an earlier one stopped begins above 0. */
      readonly stage: 'download-model';
      /** Id of the model on the Hub. */
      readonly model: string;
      /** Name of the file in the model's repository. */
      readonly file: string;
    })
  | (ProgressCounts & { readonly stage: 'fit-encoder' | 'embed'; readonly modality: string })
  | (ProgressCounts & {
      readonly stage: 'train';
      /** Which fit this is: `full`, or the name of an ablation. */
      readonly model: string;
      /** 1-based. */
      readonly epoch: number;
      readonly epochs: number;
      /** Mean training loss of the epoch so far. */
      readonly loss: number;
    })
  | (ProgressCounts & {
      /** Counts are steps of the ranker's own: blocks, epochs, candidates of a blend. */
      readonly stage: 'fit-ranker';
      /** Name of the ranker. */
      readonly ranker: string;
    })
  | (ProgressCounts & {
      /** Counts are fits, those that were found in the journal included. */
      readonly stage: 'compare';
      /** Which combination or trial has been fitted. */
      readonly cell: string;
      /** Which fold was measured, from 0; 0 where there are no folds. */
      readonly fold: number;
    })
  | (ProgressCounts & { readonly stage: 'evaluate' });

/** Counts shared by all progress events. */
export interface ProgressCounts {
  readonly done: number;
  readonly total?: number;
  /** Units per second since the stage began. */
  readonly rate: number;
}

/** Every long call takes these two. */
export interface CallOptions {
  /** Aborting makes the call reject with code `ABORTED`; no half-written file is left behind. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** Values that survive JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** What a plug-in learned, in a form that can be written to disk without executing anything on the way back. */
export interface PluginState {
  readonly json: JsonObject;
  readonly arrays?: Readonly<Record<string, Float32Array>>;
}
