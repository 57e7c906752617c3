import { createHash } from 'node:crypto';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import type { FitRatingModelInput, RatingModel } from '../../src/training/fit-rating-model.js';
import { toyData } from './toy-data.js';

/** A head of two small layers. */
export const head = () => new MlpClassifierHead({ hidden: [16, 8], dropout: [0.2, 0.1] });

/** A short fit of the toy data. */
export function input(change: Partial<FitRatingModelInput> = {}): FitRatingModelInput {
  return {
    data: toyData(),
    fusion: new ConcatFusion(),
    head: head(),
    seed: 3,
    label: 'full',
    ...change,
    options: { epochs: 4, batchSize: 16, learningRate: 0.01, ...change.options },
  };
}

/** One hash over history and weights. */
export function digest(model: RatingModel): string {
  const hash = createHash('sha256').update(JSON.stringify(model.history));
  for (const values of Object.values(model.saveState().arrays ?? {}))
    hash.update(new Uint8Array(values.buffer));
  return hash.digest('hex');
}
