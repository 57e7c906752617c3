import type { EstimatorFitInput, EstimatorRatingHead } from '../contracts/index.js';
import type { CallOptions } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { deriveSeed } from '../util/random.js';
import { estimatorFeatures } from './estimator-features.js';
import { EstimatorRatingModel } from './estimator-model.js';
import type { ResolvedTrainingOptions } from './options.js';
import { type RatingModel, shapesOf } from './rating-model.js';
import { fitStandardization, identityStandardization } from './standardization.js';
import type { TrainingData } from './types.js';

/** What {@link fitEstimator} fits; options and class weights are resolved. */
export interface FitEstimatorInput {
  readonly data: TrainingData;
  readonly head: EstimatorRatingHead;
  readonly options: ResolvedTrainingOptions;
  readonly weights: readonly number[];
  readonly seed: number;
}

/** Hands the standardised features of both parts to the head. Validation rows all weigh 1. */
export async function fitEstimator(input: FitEstimatorInput, call: CallOptions): Promise<RatingModel> {
  const { data, head, options, weights, seed } = input;
  const standardizations = await Promise.all(
    data.columns.map((column) =>
      options.standardize
        ? fitStandardization(column, data.train)
        : identityStandardization(column.matrix.dimensions),
    ),
  );
  const part = async (
    rows: Int32Array,
    weightOf: (classIndex: number) => number,
  ): Promise<EstimatorFitInput> => {
    const classIndex = rows.map((row) => data.classIndex[row]!);
    return {
      features: await estimatorFeatures(data.columns, standardizations, rows),
      classIndex,
      weights: Float32Array.from(classIndex, weightOf),
      scale: data.scale,
      seed: deriveSeed(seed, 'estimator'),
      ...(call.signal ? { signal: call.signal } : {}),
    };
  };
  await head.fit(await part(data.train, (index) => weights[index]!), await part(data.validation, () => 1));
  throwIfAborted(call.signal);
  return new EstimatorRatingModel(
    { modalities: shapesOf(data.columns), head, scale: data.scale },
    standardizations,
    {
      epochs: [],
      bestEpoch: 0,
      stoppedEarly: false,
      backend: 'none',
      classWeights: weights,
      parameters: 0,
    },
  );
}
