import type { Objective, RatingTargets, Scalar, Tensor2D } from '../../contracts/index.js';
import type { RatingScale } from '../../types.js';
import { classCount } from '../../util/rating-scale.js';
import { cornLoss } from './corn-loss.js';
import { crossEntropyLoss } from './cross-entropy-loss.js';
import { absoluteLoss, huberLoss, squaredLoss } from './distance-loss.js';

/** A declared objective as a differentiable loss: the mean over the batch of weight times loss of each row. */
export function objectiveLoss(
  objective: Objective,
  outputs: Tensor2D,
  targets: RatingTargets,
  scale: RatingScale,
): Scalar {
  switch (objective.kind) {
    case 'categorical-cross-entropy':
      return crossEntropyLoss(outputs, targets, classCount(scale), objective.labelSmoothing);
    case 'corn':
      return cornLoss(outputs, targets, classCount(scale));
    case 'mean-squared-error':
      return squaredLoss(outputs, targets);
    case 'mean-absolute-error':
      return absoluteLoss(outputs, targets);
    case 'huber':
      return huberLoss(outputs, targets, objective.delta);
  }
}
