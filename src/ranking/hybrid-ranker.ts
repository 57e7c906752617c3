import { z } from 'zod';
import type {
  Ranker,
  RankerFitInput,
  RankingQuery,
  ScoreContribution,
  ScoreOptions,
} from '../contracts/index.js';
import { isRecommenderError } from '../errors.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { checkFitInput } from './check-fit-input.js';
import { ContentKnnRanker } from './content-knn-ranker.js';
import { EaseRanker } from './ease-ranker.js';
import { GraphFilterRanker } from './graph-filter-ranker.js';
import { type BlendWeights, blendScores, levelOf, queryScales } from './hybrid/blend-scores.js';
import { chooseBlend } from './hybrid/choose-blend.js';
import { describeBlend } from './hybrid/describe-blend.js';
import { holdOut, type ItemKinds, NEW, UNLOVED, WARM } from './hybrid/hold-out.js';
import { joinStates, partOfState } from './hybrid/member-states.js';
import {
  type HybridRankerOptions,
  type ResolvedHybridOptions,
  resolveHybridOptions,
} from './hybrid/options.js';
import { PopularityRanker } from './popularity-ranker.js';
import { requireFitted, savedArray, savedJson } from './saved-state.js';

export type { HybridRankerOptions } from './hybrid/options.js';

/** Numbers in the scores of the users that candidates are compared by: 256 MB. */
const VALIDATION_SCORES = 2 ** 26;

/** Larger catalogues are left to the other candidates: EASE takes time with the third power, and is fitted twice here. */
const EASE_ITEMS = 10_000;

interface Fitted {
  readonly members: readonly Ranker[];
  readonly weights: BlendWeights;
  readonly kinds: ItemKinds;
  readonly description: string;
}

const stateSchema = z.object({
  members: z.array(z.string()).min(1),
  warm: z.array(z.number()),
  cold: z.array(z.number()),
  coldMean: z.array(z.number()),
  unlovedOffset: z.number(),
  newOffset: z.number(),
  description: z.string(),
  states: z.record(z.string(), z.json()),
});

/**
 * Tries several rankers on interactions that it sets aside, and blends those that find them best, for items with interactions
 * and for items without apart: what people have in common says much about the ones and nothing about the others. The
 * chosen ones are then fitted on everything. `describe()` tells what was chosen, and why.
 *
 * A candidate for which the catalogue is too large (`INVALID_OPTIONS` from its fit) is left out, which `describe()` tells
 * as well. Raises `EMPTY_CATALOGUE`, `NO_ROWS`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `NOT_FITTED`, `ABORTED`, and what the
 * candidates raise.
 */
export class HybridRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'HybridRanker';
  readonly #candidates: readonly Ranker[];
  readonly #options: ResolvedHybridOptions;
  #fitted: Fitted | undefined;

  constructor(options: HybridRankerOptions = {}) {
    this.#options = resolveHybridOptions(this.name, options);
    this.#candidates = options.candidates ?? [
      new PopularityRanker(),
      new ContentKnnRanker(),
      new GraphFilterRanker(),
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
    const { fitted, skipped } = await this.#tryCandidates({ ...input, interactions: held.rest }, progress);
    const blend = await chooseBlend(fitted, held, k, signal);
    const description = describeBlend(
      fitted.map(({ name }) => name),
      blend,
      skipped,
      k,
    );
    const used = fitted.flatMap((ranker, index) =>
      blend.warm[index]! > 0 || blend.cold[index]! > 0 ? [{ ranker, index }] : [],
    );
    for (const ranker of fitted) if (!used.some((one) => one.ranker === ranker)) await ranker.dispose?.();
    for (const { ranker } of used) {
      await ranker.fit(input);
      progress();
    }
    const kinds = new Uint8Array(interactions.items).fill(UNLOVED);
    for (const item of interactions.itemIndex) kinds[item] = WARM;
    this.#fitted = {
      members: used.map(({ ranker }) => ranker),
      weights: {
        warm: used.map(({ index }) => blend.warm[index]!),
        cold: used.map(({ index }) => blend.cold[index]!),
        coldMean: used.map(({ index }) => blend.coldMean[index]!),
        unlovedOffset: blend.unlovedOffset,
        newOffset: blend.newOffset,
      },
      kinds,
      description,
    };
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const fitted = requireFitted(this.name, this.#fitted);
    for (const member of fitted.members) await member.addItems(modalities);
    const kinds = new Uint8Array(fitted.kinds.length + (modalities[0]?.rowIndex.length ?? 0)).fill(NEW);
    kinds.set(fitted.kinds);
    this.#fitted = { ...fitted, kinds };
  }

  async score(queries: readonly RankingQuery[], options: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const { members, weights, kinds } = requireFitted(this.name, this.#fitted);
    throwIfAborted(options.signal);
    const items = kinds.length;
    const scored: EmbeddingMatrix[] = [];
    for (const member of members) scored.push(await member.score(queries, options));
    const data = new Float32Array(queries.length * items);
    for (let query = 0; query < queries.length; query++) {
      const rows = scored.map((matrix) => matrix.data.subarray(query * items, (query + 1) * items));
      blendScores(rows, kinds, weights, data.subarray(query * items, (query + 1) * items));
    }
    return { data, rows: queries.length, dimensions: items };
  }

  /** The parts of the members, each on the scale of the blend; what the scales take away comes from no item. */
  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const { members, weights, kinds } = requireFitted(this.name, this.#fitted);
    const rows: Float32Array[] = [];
    for (const member of members) rows.push((await member.score([query])).data);
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
    const { members, weights, kinds, description } = requireFitted(this.name, this.#fitted);
    const { json, arrays } = joinStates(members);
    return {
      json: {
        members: members.map(({ name }) => name),
        ...weights,
        description,
        states: json,
      },
      arrays: { ...arrays, kinds: Float32Array.from(kinds) },
    };
  }

  restoreState(state: PluginState): void {
    const { members: names, states, description, ...weights } = savedJson(this.name, state, stateSchema);
    const members = names.map((name) => requireMember(this.#candidates, name));
    for (const member of members) member.restoreState?.(partOfState(state, states, member.name));
    const kinds = Uint8Array.from(savedArray(this.name, state, 'kinds'));
    this.#fitted = { members, weights, kinds, description };
  }

  async dispose(): Promise<void> {
    this.#fitted = undefined;
    for (const candidate of this.#candidates) await candidate.dispose?.();
  }

  #usersToAsk(items: number): number {
    const { users } = this.#options;
    return Math.max(1, Math.min(users, Math.floor(VALIDATION_SCORES / (items * this.#candidates.length))));
  }

  async #tryCandidates(input: RankerFitInput, progress: () => void) {
    const fitted: Ranker[] = [];
    const skipped: { name: string; reason: string }[] = [];
    for (const candidate of this.#candidates) {
      try {
        await candidate.fit(input);
        fitted.push(candidate);
      } catch (error) {
        if (!isRecommenderError(error, 'INVALID_OPTIONS')) throw error;
        skipped.push({ name: candidate.name, reason: error.message });
      }
      progress();
    }
    if (fitted.length === 0)
      throw new TypeError(`${this.name}: no candidate can be fitted. ${skipped[0]?.reason}`);
    return { fitted, skipped };
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

function requireMember(candidates: readonly Ranker[], name: string): Ranker {
  const member = candidates.find((candidate) => candidate.name === name);
  if (member) return member;
  throw new TypeError(
    `HybridRanker: the saved state needs the candidate "${name}", which is not among its candidates.`,
  );
}
