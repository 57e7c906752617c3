import {
  cast,
  expandDims,
  greater,
  greaterEqual,
  mean,
  mul,
  range,
  type Scalar,
  softplus,
  sub,
  sum,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { RatingTargets } from '../../contracts/index.js';

/**
 * Binary cross-entropy of every logit k among the rows whose position is at least k, summed over the logits of a row (Shi, Cao and
 * Raschka 2021; their mean over all pairs of row and logit differs by a factor of the batch).
 */
export function cornLoss(outputs: Tensor2D, { classIndex, weights }: RatingTargets, classes: number): Scalar {
  const position = expandDims(classIndex, 1);
  const tasks = expandDims(range(0, classes - 1, 1, 'int32'), 0);
  const concerns = cast(greaterEqual(position, tasks), 'float32');
  const above = cast(greater(position, tasks), 'float32');
  const losses = sub(softplus(outputs), mul(outputs, above));
  return mean(mul(weights, sum(mul(losses, concerns), 1)));
}
