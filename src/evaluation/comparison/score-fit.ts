import type { FusionStrategy, RatingHead } from '../../contracts/index.js';
import { fitRatingModel } from '../../training/fit-rating-model.js';
import { resolveTrainingOptions, type TrainingOptions } from '../../training/options.js';
import type { CallOptions, RatingColumn, RatingScale } from '../../types.js';
import { sha256 } from '../../util/hash.js';
import type { Fold } from './folds.js';
import { comparedMetrics } from './metrics.js';
import type { FitScores } from './types.js';

/** One fit and what it is measured on. */
export interface Fit {
  readonly columns: readonly RatingColumn[];
  readonly classIndex: Int32Array;
  readonly scale: RatingScale;
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly training: TrainingOptions;
  /** Trained on `train`, stopped by `validation`, measured on `test`. */
  readonly part: Fold;
  readonly seed: number;
  readonly label: string;
}

/** Fits a model and measures it on the test rows of its part. */
export async function scoreFit(fit: Fit, call: CallOptions): Promise<FitScores> {
  const { columns, classIndex, scale, fusion, head, training, part, seed, label } = fit;
  const started = performance.now();
  const data = { columns, classIndex, train: part.train, validation: part.validation, scale };
  const model = await fitRatingModel({ data, fusion, head, options: training, seed, label }, call);
  try {
    const probabilities = await model.predict(columns, part.test, call);
    const seconds = (performance.now() - started) / 1000;
    const actual = part.test.map((row) => classIndex[row]!);
    return { metrics: comparedMetrics(probabilities, actual, scale), seconds };
  } finally {
    model.dispose();
  }
}

/** What {@link fitKey} tells apart. */
export interface FitIdentity {
  /** {@link dataFingerprint}. */
  readonly data: string;
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  /** What the caller calls them: a plug-in without `config` can be told apart by nothing else. */
  readonly names: readonly string[];
  readonly training: TrainingOptions;
  /** How the rows are divided, and which part this is. */
  readonly division: readonly (string | number)[];
}

/** Under which a fit is kept in the journal. An estimator head sees no fusion, so that all fusions share its fit. */
export function fitKey({ data, fusion, head, names, training, division }: FitIdentity): string {
  const joined = head.kind === 'estimator' ? null : [names[0], fusion.name, fusion.config?.()];
  return sha256(
    JSON.stringify([
      data,
      joined,
      [names.slice(1), head.name, head.config?.()],
      resolveTrainingOptions(training),
      division,
    ]),
  );
}
