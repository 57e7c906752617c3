import { ones, sum, type Tensor, type Tensor2D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { GraphRatingHead } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { RatingScale } from '../types.js';
import { classCount } from '../util/rating-scale.js';
import type { RatingGraph } from './graph.js';

const ROWS = 2;

/**
 * Tries a head on two rows of ones before training starts, so that a mistake in it is named instead of showing up as
 * a shape error deep in the loop. Raises `DIMENSION_MISMATCH` unless `loss` is one number and `decode` returns
 * `[batch, classes]` with rows that sum to 1.
 */
export function checkHead({ model }: RatingGraph, head: GraphRatingHead, scale: RatingScale): void {
  tidy(() => {
    const inputs = model.inputs.map((input) => ones([ROWS, input.shape[1]!]));
    const outputs = model.apply(inputs) as Tensor2D;
    const targets = { classIndex: tensor1d([0, 1], 'int32'), weights: tensor1d([1, 1]) };
    const loss: Tensor = head.loss(outputs, targets, scale);
    if (loss?.size !== 1 || loss.rank !== 0) {
      throw mismatch(head, 'return one number (the mean over the batch) from loss', describe(loss));
    }
    const decoded: Tensor = head.decode(outputs, scale);
    const classes = classCount(scale);
    if (decoded?.rank !== 2 || decoded.shape[0] !== ROWS || decoded.shape[1] !== classes) {
      throw mismatch(head, `return [batch, ${classes}] from decode`, describe(decoded));
    }
    const sums = sum(decoded, 1).dataSync() as Float32Array;
    if (sums.some((total) => !(Math.abs(total - 1) < 1e-3))) {
      throw mismatch(
        head,
        'return probabilities that sum to 1 per row from decode',
        `sums ${[...sums].join(', ')}`,
      );
    }
  });
}

function describe(value: Tensor | undefined): string {
  return Array.isArray(value?.shape) ? `shape [${value.shape.join(', ')}]` : String(value);
}

function mismatch(head: GraphRatingHead, expected: string, got: string): RecommenderError {
  return new RecommenderError(
    'DIMENSION_MISMATCH',
    `The head "${head.name}" must ${expected}; it gave ${got}.`,
  );
}
