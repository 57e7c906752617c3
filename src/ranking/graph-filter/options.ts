import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of `GraphFilterRanker`. */
export interface GraphFilterOptions {
  /**
   * Exponent of a user's degree in the normalisation of interactions; that of an item's has the rest to 1. Below 0.5, popular
   * items are held back more and people with long histories less. 0 to 1.
   * @default 0.3
   */
  readonly alpha?: number;
  /**
   * Coefficients of the filter of the graph of interactions: `[1]` is `P`, `[2, -1]` is `2P - P^2`, and so on.
   * @default [1]
   */
  readonly filter?: readonly number[];
  /**
   * Nearest neighbours per item and modality.
   * @default 20
   */
  readonly neighbours?: number;
  /**
   * Exponent of the degree of the liked item in the normalisation of the graphs of content; that of the scored item has the
   * rest to 1. 0 makes an item's score of content the weighted mean over its neighbours, 0.5 is the symmetric form. 0 to 1.
   * @default 0
   */
  readonly contentAlpha?: number;
  /**
   * Coefficients of the filter of every graph of content.
   * @default [1]
   */
  readonly contentFilter?: readonly number[];
  /**
   * Weight of content beside interactions, both divided by the standard deviation of their scores over users of the fit. Sparse
   * interactions and good embeddings want more of it. Cold items have no other part, whatever it is.
   * @default 0.03
   */
  readonly contentWeight?: number;
  /**
   * Weights of modalities among each other by name, 1 for those that are not named.
   * @default {}
   */
  readonly modalityWeights?: Readonly<Record<string, number>>;
}

export type ResolvedGraphFilterOptions = Required<GraphFilterOptions>;

export const GRAPH_FILTER_DEFAULTS: Readonly<ResolvedGraphFilterOptions> = Object.freeze({
  alpha: 0.3,
  filter: Object.freeze([1]),
  neighbours: 20,
  contentAlpha: 0,
  contentFilter: Object.freeze([1]),
  contentWeight: 0.03,
  modalityWeights: Object.freeze({}),
});

/** Raises `INVALID_OPTIONS`. */
export function resolveGraphFilterOptions(
  owner: string,
  given: GraphFilterOptions,
): ResolvedGraphFilterOptions {
  const options = resolveOptions(owner, GRAPH_FILTER_DEFAULTS, given);
  for (const name of ['alpha', 'contentAlpha'] as const) {
    const exponent = options[name];
    requireOption(exponent >= 0 && exponent <= 1, owner, `${name} must be from 0 to 1, not ${exponent}.`);
  }
  for (const name of ['filter', 'contentFilter'] as const) {
    const isFilter =
      Array.isArray(options[name]) && options[name].length > 0 && options[name].every(Number.isFinite);
    requireOption(
      isFilter,
      owner,
      `${name} must be a list of at least one coefficient, not [${options[name]}].`,
    );
  }
  requireNeighbours(owner, options.neighbours);
  requireOption(
    options.contentWeight >= 0 && Number.isFinite(options.contentWeight),
    owner,
    `contentWeight must be 0 or more, not ${options.contentWeight}.`,
  );
  requireWeights(owner, options.modalityWeights);
  return options;
}

/** Raises `INVALID_OPTIONS` unless it is a whole number from 1. */
export function requireNeighbours(owner: string, neighbours: number): void {
  const isCount = Number.isSafeInteger(neighbours) && neighbours >= 1;
  requireOption(isCount, owner, `neighbours must be a whole number from 1, not ${neighbours}.`);
}

/** Raises `INVALID_OPTIONS` unless every weight is 0 or more. */
export function requireWeights(owner: string, weights: Readonly<Record<string, number>>): void {
  for (const [name, weight] of Object.entries(weights)) {
    const isWeight = weight >= 0 && Number.isFinite(weight);
    requireOption(isWeight, owner, `the weight of modality "${name}" must be 0 or more, not ${weight}.`);
  }
}
