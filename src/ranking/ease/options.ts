import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of `EaseRanker`. */
export interface EaseRankerOptions {
  /**
   * `lambda`, added to the diagonal of the matrix that is inverted. Its unit is a person who interacted with an item:
   * what far fewer people than this have done says little. Above 0.
   * @default 100
   */
  readonly regularization?: number | undefined;
  /**
   * Weight of each modality's embeddings: its square is how many people who like both of two items one cosine similarity of
   * 1 stands for. 0 leaves content out; items without interactions then score 0.
   * @default 4
   */
  readonly contentWeight?: number | undefined;
  /**
   * Largest catalogue that is accepted, later items included. Memory is 4 bytes per pair of items (1.6 GB for
   * 20,000) and time grows with the third power.
   * @default 20000
   */
  readonly maxItems?: number | undefined;
}

/** Options with defaults applied. */
export interface ResolvedEaseRankerOptions {
  readonly regularization: number;
  readonly contentWeight: number;
  readonly maxItems: number;
}

/** Defaults of {@link EaseRankerOptions}. */
export const EASE_RANKER_DEFAULTS: ResolvedEaseRankerOptions = Object.freeze({
  regularization: 100,
  contentWeight: 4,
  maxItems: 20_000,
});

/** Overlays the defaults. Raises `INVALID_OPTIONS`. */
export function resolveEaseOptions(owner: string, options: EaseRankerOptions): ResolvedEaseRankerOptions {
  const resolved = resolveOptions(owner, EASE_RANKER_DEFAULTS, options);
  const { regularization, contentWeight, maxItems } = resolved;
  requireOption(
    regularization > 0 && regularization < Number.POSITIVE_INFINITY,
    owner,
    `regularization must be above 0, not ${regularization}.`,
  );
  requireOption(
    contentWeight >= 0 && contentWeight < Number.POSITIVE_INFINITY,
    owner,
    `contentWeight must be at least 0, not ${contentWeight}.`,
  );
  requireOption(
    Number.isInteger(maxItems) && maxItems >= 1,
    owner,
    `maxItems must be a whole number of at least 1, not ${maxItems}.`,
  );
  return resolved;
}
