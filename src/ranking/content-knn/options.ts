import { resolveOptions } from '../../util/options.js';
import { requireNeighbours, requireWeights } from '../graph-filter/options.js';

/** Options of `ContentKnnRanker`. */
export interface ContentKnnOptions {
  /**
   * Nearest neighbours of an item, in each modality, among the items that somebody has interacted with.
   * @default 20
   */
  readonly neighbours?: number;
  /**
   * Weights of modalities among each other by name, 1 for those that are not named.
   * @default {}
   */
  readonly modalityWeights?: Readonly<Record<string, number>>;
}

export type ResolvedContentKnnOptions = Required<ContentKnnOptions>;

export const CONTENT_KNN_DEFAULTS: Readonly<ResolvedContentKnnOptions> = Object.freeze({
  neighbours: 20,
  modalityWeights: Object.freeze({}),
});

/** Raises `INVALID_OPTIONS`. */
export function resolveContentKnnOptions(owner: string, given: ContentKnnOptions): ResolvedContentKnnOptions {
  const options = resolveOptions(owner, CONTENT_KNN_DEFAULTS, given);
  requireNeighbours(owner, options.neighbours);
  requireWeights(owner, options.modalityWeights);
  return options;
}
