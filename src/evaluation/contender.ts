import type { EmbeddingMatrix } from '../types.js';

/** Anything that predicts ratings for the test rows. */
export interface Contender {
  /** Unique within an evaluation: `model`, `majority`, `image only`, ... */
  readonly name: string;
  readonly kind: 'model' | 'baseline' | 'ablation';
  /** What it is, in one sentence. */
  readonly description: string;
  /** Probability of every rating, `[rows, classes]`. */
  readonly probabilities: EmbeddingMatrix;
  /** Point predictions on the scale, `[rows]`; the means of the distributions when absent. */
  readonly expected?: Float64Array;
  /** Predicted positions on the scale, `[rows]`; the most probable ones when absent. */
  readonly predictedClass?: Int32Array;
}
