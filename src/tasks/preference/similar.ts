import type { VectorIndex } from '../../contracts/index.js';
import { querySimilarity } from '../../ranking/item-similarity.js';
import type { Recommendation } from '../../ranking/results.js';
import type { Item } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { requireOption, resolveOptions } from '../../util/options.js';
import type { Catalogue } from './catalogue.js';

/** Options of `similarItems` and `search`. */
export interface SimilarOptions {
  /** How many items. @default 10 */
  readonly k?: number;
  /** Ids that must not be found. @default [] */
  readonly exclude?: Iterable<string>;
  /** Keeps the items it returns true for. */
  readonly filter?: (item: Item) => boolean;
  readonly signal?: AbortSignal;
}

/** Defaults of {@link SimilarOptions}. */
export const SIMILAR_DEFAULTS: Required<Pick<SimilarOptions, 'k'>> = Object.freeze({ k: 10 });

/** Candidates per place that an index is asked for at first, and the least number of them. */
const CANDIDATES_PER_PLACE = 4;
const LEAST_CANDIDATES = 100;
/** How much the number of candidates grows when filters leave too few. */
const GROWTH = 4;
/** Constant of reciprocal rank fusion, as in the paper. */
const RANK_CONSTANT = 60;

/** A vector and the index of the modality it is looked for in. */
export interface VectorQuery {
  readonly modality: string;
  readonly index: VectorIndex;
  readonly vector: Float32Array;
}

/**
 * The items most like a query of several modalities: every index names candidates, and these are ordered by the mean
 * cosine similarity over the modalities that query and item share.
 */
export function nearestItems(
  catalogue: Catalogue,
  queries: readonly VectorQuery[],
  options: SimilarOptions,
): Promise<Recommendation[]> {
  const vectors = new Map(queries.map(({ modality, vector }) => [modality, vector]));
  const { columns } = catalogue;
  return gather(catalogue, queries, options, (lists) => {
    const candidates = new Set(lists.flat());
    return [...candidates].map((itemId): [string, number] => [
      itemId,
      querySimilarity(columns, vectors, catalogue.numberOf(itemId)),
    ]);
  });
}

/**
 * The items that fit one vector in any of several modalities. Similarities of a sentence to texts and to pictures are not on one
 * scale, so that places are added up instead: reciprocal rank fusion (Cormack et al. 2009), the sum of `1 / (60 + place)`. With one
 * modality the score is the cosine similarity.
 */
export function fittingItems(
  catalogue: Catalogue,
  queries: readonly VectorQuery[],
  options: SimilarOptions,
): Promise<Recommendation[]> {
  if (queries.length === 1) return nearestItems(catalogue, queries, options);
  return gather(catalogue, queries, options, (lists) => {
    const scores = new Map<string, number>();
    for (const list of lists) {
      for (const [place, itemId] of list.entries())
        scores.set(itemId, (scores.get(itemId) ?? 0) + 1 / (RANK_CONSTANT + place + 1));
    }
    return [...scores];
  });
}

type ResolvedSimilarOptions = typeof SIMILAR_DEFAULTS & SimilarOptions;

/** Raises `INVALID_OPTIONS` for unknown keys and impossible values. */
function resolveSimilarOptions(given: SimilarOptions): ResolvedSimilarOptions {
  const open = { exclude: undefined, filter: undefined, signal: undefined } as object;
  const options = resolveOptions<ResolvedSimilarOptions>(
    'similarItems and search',
    { ...SIMILAR_DEFAULTS, ...open },
    given,
  );
  requireOption(
    Number.isInteger(options.k) && options.k >= 1,
    'similarItems and search',
    `k must be a whole number from 1, not ${options.k}.`,
  );
  return options;
}

/** Asks for more and more candidates until enough of them pass the filters, or all have been seen. */
async function gather(
  catalogue: Catalogue,
  queries: readonly VectorQuery[],
  given: SimilarOptions,
  score: (lists: readonly (readonly string[])[]) => [itemId: string, score: number][],
): Promise<Recommendation[]> {
  const { k, exclude = [], filter, signal } = resolveSimilarOptions(given);
  const excluded = new Set(exclude);
  const allowed = (itemId: string) => {
    const number = catalogue.numberOf(itemId);
    return number >= 0 && !excluded.has(itemId) && (filter?.(catalogue.item(number)) ?? true);
  };
  let wanted = Math.max(LEAST_CANDIDATES, CANDIDATES_PER_PLACE * k);
  for (;;) {
    throwIfAborted(signal);
    const lists = await Promise.all(
      queries.map(async ({ index, vector }) => {
        const query = { data: vector, rows: 1, dimensions: vector.length };
        const [found] = await index.search(query, wanted, signal ? { signal } : {});
        return found!.ids;
      }),
    );
    const scored = score(lists).filter(([itemId]) => allowed(itemId));
    if (scored.length < k && wanted < catalogue.size) {
      wanted *= GROWTH;
      continue;
    }
    return scored
      .map(([itemId, value]) => ({ number: catalogue.numberOf(itemId), value }))
      .sort((left, right) => right.value - left.value || left.number - right.number)
      .slice(0, k)
      .map(({ number, value }) => {
        const item = catalogue.item(number);
        return { itemId: item.itemId, score: value, item };
      });
  }
}
