import type { EstimatorFitInput, EstimatorRatingHead } from '../../src/contracts/index.js';

/** Predicts the shares of the ratings, and keeps what it was fitted with. */
export function plainEstimator(): EstimatorRatingHead & { readonly seen: EstimatorFitInput } {
  let seen: EstimatorFitInput | undefined;
  return {
    specVersion: 1,
    name: 'plain',
    kind: 'estimator',
    get seen() {
      return seen!;
    },
    fit: async (train) => {
      seen = train;
    },
    predict: async ({ rows }) => ({ data: new Float32Array(rows * 5).fill(0.2), rows, dimensions: 5 }),
  };
}
