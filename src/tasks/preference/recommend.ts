import type { Ranker, RankingQuery } from '../../contracts/index.js';
import { topK } from '../../numeric/top-k.js';
import { diversify } from '../../ranking/diversify.js';
import { itemSimilarity } from '../../ranking/item-similarity.js';
import type { RecommendationList } from '../../ranking/results.js';
import type { Item } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { requireOption, resolveOptions } from '../../util/options.js';
import type { Catalogue } from './catalogue.js';
import type { People } from './people.js';

/** For whom: the id of a user, or what a visitor likes, in no particular order. */
export type RecommendFor = string | { readonly liked: readonly string[] };

/** Options of `recommend`. */
export interface RecommendOptions {
  /** How many items. @default 10 */
  readonly k?: number;
  /** Ids that must not be recommended, besides what the person has seen. @default [] */
  readonly exclude?: Iterable<string>;
  /** Keeps the items it returns true for: in stock, in the right country. */
  readonly filter?: (item: Item) => boolean;
  /** Recommend what the person has seen as well, to be bought again. @default false */
  readonly includeSeen?: boolean;
  /** From 0 (the best scores) to 1 (as different as possible): maximal marginal relevance on the item vectors. @default 0 */
  readonly diversity?: number;
  readonly signal?: AbortSignal;
}

/** Defaults of {@link RecommendOptions}. */
export const RECOMMEND_DEFAULTS: Required<Pick<RecommendOptions, 'k' | 'includeSeen' | 'diversity'>> =
  Object.freeze({ k: 10, includeSeen: false, diversity: 0 });

/** People per call of the ranker: bounds memory to that many rows of scores. */
const BLOCK = 64;
/** Diverse lists are chosen from this many candidates per place, and at least from the second number. */
const POOL_PER_PLACE = 5;
const LEAST_POOL = 50;

interface Person {
  readonly query: RankingQuery;
  readonly seen: Int32Array;
  readonly basis: RecommendationList['basis'];
  readonly unknownItems: readonly string[];
}

/** The lists for many people, in their order. */
export async function recommendMany(
  {
    catalogue,
    people,
    ranker,
  }: { readonly catalogue: Catalogue; readonly people: People; readonly ranker: Ranker },
  whom: readonly RecommendFor[],
  given: RecommendOptions,
): Promise<RecommendationList[]> {
  const options = resolveRecommendOptions(given);
  const allowed = allowedItems(catalogue, options);
  // Counted for those only who need it, and then once.
  let popularity: Float32Array | undefined;
  const lists: RecommendationList[] = [];
  for (let start = 0; start < whom.length; start += BLOCK) {
    throwIfAborted(options.signal);
    const block = whom.slice(start, start + BLOCK).map((one) => personOf(one, catalogue, people));
    const scores = await ranker.score(
      block.map(({ query }) => query),
      options.signal ? { signal: options.signal } : {},
    );
    for (const [row, person] of block.entries()) {
      // Items that have come while the ranker computed are left to the next call.
      const first = row * scores.dimensions;
      const own = scores.data.subarray(first, first + allowed.length);
      if (person.basis === 'popularity') popularity ??= people.popularity(allowed.length);
      const by = person.basis === 'popularity' ? popularity! : own;
      lists.push(listFor(person, by, allowed, catalogue, options));
    }
  }
  return lists;
}

type ResolvedRecommendOptions = typeof RECOMMEND_DEFAULTS & RecommendOptions;

/** Raises `INVALID_OPTIONS` for unknown keys and impossible values. */
function resolveRecommendOptions(given: RecommendOptions): ResolvedRecommendOptions {
  const open = { exclude: undefined, filter: undefined, signal: undefined } as object;
  const options = resolveOptions<ResolvedRecommendOptions>(
    'recommend',
    { ...RECOMMEND_DEFAULTS, ...open },
    given,
  );
  const { k, diversity } = options;
  requireOption(Number.isInteger(k) && k >= 1, 'recommend', `k must be a whole number from 1, not ${k}.`);
  requireOption(diversity >= 0 && diversity <= 1, 'recommend', `diversity must be 0 to 1, not ${diversity}.`);
  return options;
}

/** One byte per item: 0 for what nobody may be shown. */
function allowedItems(catalogue: Catalogue, { exclude = [], filter }: RecommendOptions): Uint8Array {
  const allowed = new Uint8Array(catalogue.size).fill(1);
  for (const itemId of exclude) {
    const number = catalogue.numberOf(itemId);
    if (number >= 0) allowed[number] = 0;
  }
  if (filter === undefined) return allowed;
  for (const [number, item] of catalogue.items.entries()) if (!filter(item)) allowed[number] = 0;
  return allowed;
}

/** What is known of a person. Raises nothing: whoever is unknown is recommended what is popular. */
export function personOf(one: RecommendFor, catalogue: Catalogue, people: People): Person {
  if (typeof one === 'string') {
    const user = people.numberOf(one);
    const query = user < 0 ? { user, liked: new Int32Array() } : people.query(user);
    const basis = query.liked.length > 0 ? 'history' : 'popularity';
    return { query, seen: user < 0 ? query.liked : people.seenBy(user), basis, unknownItems: [] };
  }
  const distinct = [...new Set(one.liked)];
  const unknownItems = distinct.filter((itemId) => catalogue.numberOf(itemId) < 0);
  const liked = Int32Array.from(distinct, (itemId) => catalogue.numberOf(itemId))
    .filter((number) => number >= 0)
    .sort();
  const basis = liked.length > 0 ? 'liked' : 'popularity';
  return { query: { user: -1, liked }, seen: liked, basis, unknownItems };
}

function listFor(
  { seen, basis, unknownItems }: Person,
  scores: Float32Array,
  everywhere: Uint8Array,
  catalogue: Catalogue,
  { k, includeSeen, diversity }: Required<Pick<RecommendOptions, 'k' | 'includeSeen' | 'diversity'>>,
): RecommendationList {
  let allowed = everywhere;
  if (!includeSeen && seen.length > 0) {
    allowed = everywhere.slice();
    for (const item of seen) allowed[item] = 0;
  }
  const available = allowed.reduce((sum, byte) => sum + byte, 0);
  const pool = diversity === 0 ? k : Math.max(LEAST_POOL, POOL_PER_PLACE * k);
  const candidates = topK(scores, pool, allowed);
  const { columns } = catalogue;
  const chosen =
    diversity === 0
      ? candidates
      : diversify({
          candidates,
          scores,
          k,
          diversity,
          similarity: (left, right) => itemSimilarity(columns, left, right),
        });
  return {
    items: Array.from(chosen, (number) => {
      const item = catalogue.item(number);
      return { itemId: item.itemId, score: scores[number]!, item };
    }),
    basis,
    available,
    unknownItems,
  };
}
