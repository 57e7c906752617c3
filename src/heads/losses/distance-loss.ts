import {
  abs,
  cast,
  clipByValue,
  mean,
  mul,
  type Scalar,
  squeeze,
  sub,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { RatingTargets } from '../../contracts/index.js';

/** (output - position)² of outputs `[batch, 1]`. */
export function squaredLoss(outputs: Tensor2D, targets: RatingTargets): Scalar {
  const distance = distanceOf(outputs, targets);
  return mean(mul(targets.weights, mul(distance, distance)));
}

/** |output - position| of outputs `[batch, 1]`. */
export function absoluteLoss(outputs: Tensor2D, targets: RatingTargets): Scalar {
  return mean(mul(targets.weights, abs(distanceOf(outputs, targets))));
}

/** d² / 2 up to `delta`, `delta (d - delta / 2)` beyond (Huber 1964). */
export function huberLoss(outputs: Tensor2D, targets: RatingTargets, delta: number): Scalar {
  const distance = distanceOf(outputs, targets);
  // s d - s² / 2 of the clipped distance s is the loss on both sides, and s its derivative.
  const slope = clipByValue(distance, -delta, delta);
  return mean(mul(targets.weights, sub(mul(slope, distance), mul(mul(slope, slope), 0.5))));
}

function distanceOf(outputs: Tensor2D, { classIndex }: RatingTargets): Tensor {
  return sub(squeeze(outputs, [1]), cast(classIndex, 'float32'));
}
