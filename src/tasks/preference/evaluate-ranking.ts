import type { InteractionMatrix, Ranker, RankerFitInput } from '../../contracts/index.js';
import type { SplitSummary } from '../../dataset/types.js';
import { isRecommenderError } from '../../errors.js';
import { evaluateRankers } from '../../evaluation/ranking/evaluate-rankers.js';
import type { RankingEvaluation } from '../../evaluation/ranking/types.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { CallOptions, ModalityColumn } from '../../types.js';
import { likedAndSeen } from './likes.js';
import type { RankerSupply } from './ranker-supply.js';
import type { Recommendations } from './recommendations.js';
import type { PreferenceRun } from './types.js';

/** Options of `MultimodalRecommender.evaluateRanking`. */
export interface EvaluateRankingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: CallOptions['onProgress'] | undefined;
  /** Lengths of the lists. @default [10, 20] */
  readonly ks?: readonly number[] | undefined;
  /** Bootstrap resamples behind the intervals. @default 1000 */
  readonly resamples?: number | undefined;
  /** Coverage of the intervals, between 0 and 1. @default 0.95 */
  readonly confidence?: number | undefined;
}

/** What {@link evaluateRanking} measures. */
export interface EvaluateRankingInput {
  readonly run: PreferenceRun;
  readonly recommendations: Recommendations;
  readonly settings: ResolvedRecommenderOptions;
  readonly rankers: RankerSupply;
}

/**
 * Fits a copy of the configured ranker and the baselines on the training and validation interactions and asks them for the test
 * interactions. A ranker that cannot be copied is borrowed: it serves worse meanwhile, and is put back afterwards.
 */
export async function evaluateRanking(
  { run, recommendations, settings, rankers }: EvaluateRankingInput,
  { signal, onProgress, ks, resamples, confidence }: EvaluateRankingOptions,
): Promise<RankingEvaluation> {
  const { seed } = settings;
  const call = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  const { train, test, history } = matricesOf(run, settings.preference.likedFrom);
  const fitInput = { interactions: train, modalities: run.ofItems, seed, ...call };
  const candidates = rankers.baselines().filter(({ name }) => name !== recommendations.ranker.name);
  try {
    const { others, remarks } = await fitBaselines(candidates, fitInput);
    return await withRanker(rankers, recommendations, settings, async (ranker) => {
      await ranker.fit(fitInput);
      return evaluateRankers({
        contenders: [ranker, ...others].map((one) => ({
          name: one.name,
          ranker: one,
          description: one.describe?.(),
        })),
        train,
        test,
        history,
        modalities: run.ofItems,
        protocol: [describeSplit(run.split, seed), ...remarks].join(' '),
        seed,
        ks,
        resamples,
        confidence,
        ...call,
      });
    });
  } finally {
    for (const candidate of candidates) await candidate.dispose?.();
  }
}

/** A baseline for which the catalogue is too large is left out of the table, which says so. */
async function fitBaselines(
  candidates: readonly Ranker[],
  input: RankerFitInput,
): Promise<{ others: readonly Ranker[]; remarks: readonly string[] }> {
  const others: Ranker[] = [];
  const remarks: string[] = [];
  for (const candidate of candidates) {
    try {
      await candidate.fit(input);
      others.push(candidate);
    } catch (error) {
      if (!isRecommenderError(error, 'INVALID_OPTIONS')) throw error;
      remarks.push(`${candidate.name} was left out: ${error.message}`);
    }
  }
  return { others, remarks };
}

/** Lends a copy of the ranker, or the ranker itself, and then gives it back what it had learned. */
async function withRanker<Result>(
  rankers: RankerSupply,
  { people, catalogue, ranker }: Recommendations,
  { seed }: ResolvedRecommenderOptions,
  use: (ranker: Ranker) => Promise<Result>,
): Promise<Result> {
  const copy = rankers.copyOf(ranker);
  if (copy) {
    try {
      return await use(copy);
    } finally {
      await copy.dispose?.();
    }
  }
  const kept = ranker.restoreState && ranker.saveState?.();
  try {
    return await use(ranker);
  } finally {
    if (kept) ranker.restoreState?.(kept);
    else {
      const fitted = people.liked.items;
      const part = (from: number, to?: number) =>
        catalogue.columns.map(
          (column): ModalityColumn => ({
            ...column,
            rowIndex: column.rowIndex.subarray(from, to),
          }),
        );
      await ranker.fit({ interactions: people.liked, modalities: part(0, fitted), seed });
      if (catalogue.size > fitted) await ranker.addItems(part(fitted));
    }
  }
}

function matricesOf(
  { dataset: { rows }, indices, users, itemNumbers }: PreferenceRun,
  likedFrom: number | undefined,
): { train: InteractionMatrix; test: InteractionMatrix; history: InteractionMatrix } {
  const pick = (...parts: readonly Int32Array[]) =>
    likedAndSeen(
      parts.flatMap((part) => Array.from(part, (row) => rows[row]!)),
      users,
      itemNumbers,
      likedFrom,
    ).liked;
  const train = pick(indices.train, indices.validation);
  const history = indices.history ? pick(indices.train, indices.validation, indices.history) : train;
  return { train, test: pick(indices.test), history };
}

function describeSplit({ kind, train, validation, test }: SplitSummary, seed: number): string {
  return `${kind} split, seed ${seed}: rankers fitted on ${train + validation} interactions (training and validation), asked for ${test}.`;
}
