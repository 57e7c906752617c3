import { createRandom, deriveSeed, type Random } from '../../util/random.js';

/** Sizes of a model. */
export interface VbprShape {
  readonly users: number;
  readonly items: number;
  readonly factors: number;
  /** 0 without content. */
  readonly contentFactors: number;
  /** Columns of the content features. */
  readonly features: number;
}

/** Everything that is learned. */
export interface VbprParameters {
  /** `[users, factors + contentFactors]`: gamma_u, then theta_u. */
  readonly user: Float32Array;
  /** `[items, factors + 1]`: gamma_i, then the item's bias. */
  readonly item: Float32Array;
  /** `[features, contentFactors + 1]`: the embedding kernel E transposed, then the content bias beta'. */
  readonly content: Float32Array;
}

const FACTOR_SPREAD = 0.1;

/** Latent vectors begin near 0, the content part as a random projection that keeps lengths on average, biases at 0. */
export function initialParameters(shape: VbprShape, seed: number): VbprParameters {
  const { users, items, factors, contentFactors, features } = shape;
  const random = createRandom(deriveSeed(seed, 'vbpr-parameters'));
  const width = factors + contentFactors;
  const spread = contentFactors > 0 ? 1 / Math.sqrt(contentFactors) : 0;
  return {
    user: normals(random, users, width, width, FACTOR_SPREAD),
    item: normals(random, items, factors + 1, factors, FACTOR_SPREAD),
    content: normals(random, features, contentFactors + 1, contentFactors, spread),
  };
}

/** Rows of `width` of which the first `filled` columns are normally distributed, the others 0. */
function normals(random: Random, rows: number, width: number, filled: number, spread: number): Float32Array {
  const data = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < filled; column++) data[row * width + column] = spread * normal(random);
  }
  return data;
}

/** Box and Muller 1958; one minus the draw, since the logarithm of 0 is not finite. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
