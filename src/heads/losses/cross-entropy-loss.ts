import {
  add,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sum,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { RatingTargets } from '../../contracts/index.js';

/** Softmax cross-entropy of logits `[batch, classes]` with smoothed labels. */
export function crossEntropyLoss(
  outputs: Tensor2D,
  { classIndex, weights }: RatingTargets,
  classes: number,
  labelSmoothing: number,
): Scalar {
  const hits = oneHot(classIndex, classes);
  const wanted = add(mul(hits, 1 - labelSmoothing), labelSmoothing / classes);
  const rowLoss = neg(sum(mul(wanted, logSoftmax(outputs)), 1));
  return mean(mul(weights, rowLoss));
}
