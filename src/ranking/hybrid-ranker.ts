import type {
  Ranker,
  RankerFitInput,
  RankingQuery,
  ScoreContribution,
  ScoreOptions,
} from '../contracts/index.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { checkAddedItems, checkFitInput, fittedModalities } from './check-fit-input.js';
import { checkItem } from './check-queries.js';
import { ContentKnnRanker } from './content-knn-ranker.js';
import { EaseRanker } from './ease-ranker.js';
import { GraphFilterRanker } from './graph-filter-ranker.js';
import { blendScores, levelOf, queryScales } from './hybrid/blend-scores.js';
import { chooseBlend } from './hybrid/choose-blend.js';
import { describeBlend } from './hybrid/describe-blend.js';
import { holdOut, NEW, UNLOVED, WARM } from './hybrid/hold-out.js';
import { memberScores } from './hybrid/member-scores.js';
import {
  type HybridRankerOptions,
  type ResolvedHybridOptions,
  resolveHybridOptions,
} from './hybrid/options.js';
import { type FittedHybrid, restoreHybrid, saveHybrid } from './hybrid/state.js';
import { tryCandidates } from './hybrid/try-candidates.js';
import { PopularityRanker } from './popularity-ranker.js';
import { requireFitted } from './saved-state.js';

export type { HybridRankerOptions } from './hybrid/options.js';

/** Numbers in the scores of the users that candidates are compared by: 256 MB. */
const VALIDATION_SCORES = 2 ** 26;

/**
 * With few interactions per user the default graph filter, chosen on MovieLens with 148 each, raises rare items too much: on generated data
 * with 7 each its Recall@20 was .14 against .23 with these.
 */
const SPARSE_ALPHA = 0.7;
const SPARSE_CONTENT = 0.3;

/** Larger catalogues are left to the other candidates: EASE takes time with the third power, and is fitted twice here. */
const EASE_ITEMS = 10_000;

/**
 * Tries several rankers on interactions that it sets aside, and blends those that find them best, for items with interactions
 * and for items without apart: what people have in common says much about the ones and nothing about the others. The
 * chosen ones are then fitted on everything. `describe()` tells what was chosen, and why.
 *
 * Somebody who likes nothing yet is shown what most people like, whatever was chosen.
 *
 * A candidate for which the catalogue is too large (`INVALID_OPTIONS` from its fit) is left out, which `describe()` tells
 * as well. Where there is too little to set anything aside, all candidates take part alike.
 *
 * Raises `EMPTY_CATALOGUE`, `NO_ROWS`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `INVALID_OPTIONS` (no candidate can be
 * fitted), `NOT_FITTED`, `ABORTED`, `SAVE_CORRUPT`, `PLUGIN_MISMATCH` (a candidate cannot be saved), and what the candidates
 * raise.
 */
export class HybridRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'HybridRanker';
  readonly #candidates: readonly Ranker[];
  readonly #options: ResolvedHybridOptions;
  #fitted: FittedHybrid | undefined;

  constructor(options: HybridRankerOptions = {}) {
    this.#options = resolveHybridOptions(this.name, options);
    this.#candidates = options.candidates ?? [
      new PopularityRanker(),
      new ContentKnnRanker(),
      new GraphFilterRanker(),
      new GraphFilterRanker({ alpha: SPARSE_ALPHA, contentWeight: SPARSE_CONTENT }),
      new EaseRanker({ maxItems: EASE_ITEMS }),
    ];
  }

  async fit(input: RankerFitInput): Promise<void> {
    this.#fitted = undefined;
    throwIfAborted(input.signal);
    checkFitInput(this.name, input);
    const { interactions, modalities, seed, signal } = input;
    const { k, validation, coldItems } = this.#options;
    const held = holdOut(interactions, {
      share: validation,
      coldShare: modalities.length > 0 ? coldItems : 0,
      users: this.#usersToAsk(interactions.items),
      seed,
    });
    const progress = this.#progress(input);
    const { fitted, labels, skipped } = await tryCandidates(
      this.name,
      this.#candidates,
      { ...input, interactions: held.rest },
      progress,
    );
    const blend = await chooseBlend(fitted, held, k, signal);
    const description = describeBlend(labels, blend, skipped, k);
    const used = fitted.flatMap((ranker, index) =>
      blend.warm[index]! > 0 || blend.cold[index]! > 0 ? [{ ranker, index }] : [],
    );
    for (const candidate of this.#candidates) {
      if (used.some(({ ranker }) => ranker === candidate)) await candidate.fit(input);
      else await candidate.dispose?.();
      progress();
    }
    const kinds = new Uint8Array(interactions.items).fill(UNLOVED);
    const popularity = new Float32Array(interactions.items);
    for (const item of interactions.itemIndex) {
      kinds[item] = WARM;
      popularity[item]! += 1;
    }
    this.#fitted = {
      members: used.map(({ ranker }) => ranker),
      labels: used.map(({ index }) => labels[index]!),
      weights: {
        warm: used.map(({ index }) => blend.warm[index]!),
        cold: used.map(({ index }) => blend.cold[index]!),
        coldMean: used.map(({ index }) => blend.coldMean[index]!),
        unlovedOffset: blend.unlovedOffset,
        newOffset: blend.newOffset,
      },
      kinds,
      popularity,
      modalities: fittedModalities(modalities),
      description,
    };
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const fitted = requireFitted(this.name, this.#fitted);
    // Looked at before any member grows: members of different lengths could not be blended.
    const [column] = checkAddedItems(this.name, fitted.modalities, modalities, fitted.kinds.length);
    for (const member of fitted.members) await member.addItems(modalities);
    const kinds = new Uint8Array(fitted.kinds.length + column!.rowIndex.length).fill(NEW);
    kinds.set(fitted.kinds);
    const popularity = new Float32Array(kinds.length);
    popularity.set(fitted.popularity);
    this.#fitted = { ...fitted, kinds, popularity };
  }

  async score(queries: readonly RankingQuery[], options: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const { members, weights, kinds, popularity } = requireFitted(this.name, this.#fitted);
    throwIfAborted(options.signal);
    const items = kinds.length;
    const scored = await memberScores(members, queries, items, options);
    const data = new Float32Array(queries.length * items);
    for (let query = 0; query < queries.length; query++) {
      if (queries[query]!.liked.length === 0) {
        data.set(popularity, query * items);
        continue;
      }
      const rows = scored.map((matrix) =>
        matrix.data.subarray(query * matrix.dimensions, query * matrix.dimensions + items),
      );
      blendScores(rows, kinds, weights, data.subarray(query * items, (query + 1) * items));
    }
    return { data, rows: queries.length, dimensions: items };
  }

  /** The parts of the members, each on the scale of the blend; what the scales take away comes from no item. */
  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const { members, weights, kinds, popularity } = requireFitted(this.name, this.#fitted);
    checkItem(this.name, item, kinds.length);
    if (query.liked.length === 0) return [{ item: -1, modality: 'interactions', value: popularity[item]! }];
    const rows = (await memberScores(members, [query], kinds.length)).map(({ data }) => data);
    const kind = kinds[item]!;
    const scales = queryScales(rows, kinds);
    const shares = kind === WARM ? weights.warm : weights.cold;
    const contributions: ScoreContribution[] = [];
    for (const [index, member] of members.entries()) {
      const factor = shares[index]! * scales[index]!.factor;
      if (factor === 0) continue;
      const parts = (await member.explain?.(query, item)) ?? [
        { item: -1, modality: member.name, value: rows[index]![item]! },
      ];
      for (const part of parts) contributions.push({ ...part, value: part.value * factor });
    }
    return [...contributions, { item: -1, modality: 'level', value: levelOf(scales, weights, kind) }];
  }

  describe(): string {
    return requireFitted(this.name, this.#fitted).description;
  }

  config(): JsonObject {
    const candidates = this.#candidates.map(({ name, config }, index) => ({
      name,
      config: config?.call(this.#candidates[index]) ?? {},
    }));
    return { ...this.#options, candidates };
  }

  saveState(): PluginState {
    return saveHybrid(requireFitted(this.name, this.#fitted));
  }

  restoreState(state: PluginState): void {
    this.#fitted = undefined;
    this.#fitted = restoreHybrid(this.name, this.#candidates, state);
  }

  async dispose(): Promise<void> {
    this.#fitted = undefined;
    for (const candidate of this.#candidates) await candidate.dispose?.();
  }

  #usersToAsk(items: number): number {
    const { users } = this.#options;
    return Math.max(1, Math.min(users, Math.floor(VALIDATION_SCORES / (items * this.#candidates.length))));
  }

  #progress({ onProgress }: RankerFitInput): () => void {
    let done = 0;
    return () => {
      done += 1;
      onProgress?.({
        stage: 'fit-ranker',
        ranker: this.name,
        done,
        total: 2 * this.#candidates.length,
        rate: 0,
      });
    };
  }
}
