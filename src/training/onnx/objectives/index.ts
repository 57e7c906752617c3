import type { Objective } from '../../../contracts/index.js';
import { corn } from './corn.js';
import { crossEntropy } from './cross-entropy.js';
import { absoluteError, huber, squaredError } from './distance.js';
import type { ObjectiveRule } from './types.js';

/** The rule of a declared objective. */
export function objectiveRule(objective: Objective): ObjectiveRule {
  switch (objective.kind) {
    case 'categorical-cross-entropy':
      return crossEntropy(objective.labelSmoothing);
    case 'corn':
      return corn;
    case 'mean-squared-error':
      return squaredError;
    case 'mean-absolute-error':
      return absoluteError;
    case 'huber':
      return huber(objective.delta);
  }
}
