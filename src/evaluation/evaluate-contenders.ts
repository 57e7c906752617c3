import type { EmbeddingMatrix, RatingScale } from '../types.js';
import { classToRating, scaleRatings } from '../util/rating-scale.js';
import { majorityBaseline, meanBaseline } from './baselines.js';
import { biasBaseline } from './bias-baseline.js';
import { BOOTSTRAP_DEFAULTS, bootstrapIntervals } from './bootstrap/bootstrap.js';
import { resamplingProtocol } from './bootstrap/resampling.js';
import { rowContributions } from './bootstrap/statistics.js';
import type { Contender } from './contender.js';
import { ratingMetrics, scoreRows } from './metrics/rating-metrics.js';
import type { UserItem } from './rating-biases.js';
import { requireDistinctNames } from './require-distinct-names.js';
import type { ContenderResult, Evaluation } from './types.js';

/** What {@link evaluateContenders} compares. */
export interface EvaluateContendersInput {
  /** True position on the scale of every test row. */
  readonly classIndex: Int32Array;
  /** The same of the training rows; the baselines learn from it. */
  readonly trainClassIndex: Int32Array;
  /** Who rated what in both parts; with it, the user+item bias baseline joins the others. */
  readonly userItems?: { readonly train: readonly UserItem[]; readonly test: readonly UserItem[] };
  readonly scale: RatingScale;
  /** Probabilities of the model for the test rows, `[rows, classes]`. */
  readonly model: EmbeddingMatrix;
  /** What the model is, in one sentence. @default 'The trained model with all its modalities.' */
  readonly modelDescription?: string;
  /** Other probabilities for the same rows, from models that lack something. */
  readonly ablations: readonly {
    readonly name: string;
    readonly description: string;
    readonly probabilities: EmbeddingMatrix;
  }[];
  /** Which rows and how split, in words; how intervals were made is added. */
  readonly protocol: string;
  readonly seed: number;
  /** @default 0.95 */
  readonly confidence?: number;
  /** @default 1000 */
  readonly resamples?: number;
}

/**
 * Scores the model, the baselines (majority, mean and, for rows of known users and items, user+item bias) and the
 * ablations on the same test rows, with paired bootstrap intervals.
 *
 * Raises `INVALID_OPTIONS` when two contenders have the same name, and all codes of {@link ratingMetrics}.
 */
export function evaluateContenders(input: EvaluateContendersInput): Evaluation {
  const { classIndex, scale, seed } = input;
  const contenders = listContenders(input);
  requireDistinctNames('evaluateContenders', contenders);
  const resamples = input.resamples ?? BOOTSTRAP_DEFAULTS.resamples;
  const confidence = input.confidence ?? BOOTSTRAP_DEFAULTS.confidence;
  const ratings = scaleRatings(scale);
  const metrics = contenders.map((contender) => ratingMetrics({ ...contender, classIndex, scale }));
  const scored = contenders.map((contender) => scoreRows({ ...contender, classIndex, scale }));
  const bootstrap = bootstrapIntervals(
    scored.map((rows) => rowContributions(rows, classIndex, ratings.length)),
    { resamples, confidence, seed },
  );
  const { predictedClass, expected, actual } = scored[0]!;
  return {
    protocol: `${input.protocol} ${resamplingProtocol(testRows(classIndex.length), resamples, confidence)}`,
    ratings,
    confidence,
    resamples,
    contenders: contenders.map(({ name, kind, description }, index): ContenderResult => {
      return { name, kind, description, metrics: metrics[index]!, ...bootstrap[index]! };
    }),
    predictions: Array.from(actual, (rating, row) => ({
      actual: rating,
      stars: classToRating(scale, predictedClass[row]!),
      expected: expected[row]!,
    })),
  };
}

function listContenders(input: EvaluateContendersInput): Contender[] {
  const { classIndex, trainClassIndex, scale, userItems } = input;
  return [
    {
      name: 'model',
      kind: 'model',
      description: input.modelDescription ?? 'The trained model with all its modalities.',
      probabilities: input.model,
    },
    majorityBaseline(trainClassIndex, classIndex.length, scale),
    meanBaseline(trainClassIndex, classIndex.length, scale),
    ...(userItems ? [biasBaseline({ ...userItems, trainClassIndex, scale })] : []),
    ...input.ablations.map((ablation): Contender => ({ ...ablation, kind: 'ablation' })),
  ];
}

function testRows(rows: number): string {
  return `${rows} test ${rows === 1 ? 'row' : 'rows'}`;
}
