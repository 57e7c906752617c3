import { orthonormalBasis } from '../../encoders/tfidf/orthonormal-basis.js';
import { symmetricEigen } from '../../encoders/tfidf/symmetric-eigen.js';
import type { MatrixProduct } from '../../numeric/matrix-product.js';
import { createRandom, deriveSeed } from '../../util/random.js';

/** Directions that are carried along beyond those wanted: the last ones wanted settle much sooner with them. */
const OVERSAMPLING = 16;
const ROUNDS = 6;

/**
 * The directions of the largest eigenvalues of a covariance `[size, size]`, as columns `[size, count]`, largest first, by
 * randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4). Directions without variance are left
 * out, so there may be fewer.
 */
export async function principalAxes(
  covariance: Float32Array,
  size: number,
  count: number,
  seed: number,
  product: MatrixProduct,
): Promise<{ readonly axes: Float32Array; readonly count: number }> {
  const random = createRandom(deriveSeed(seed, 'vbpr-principal-axes'));
  const start = Math.min(size, count + OVERSAMPLING);
  let image = Float64Array.from({ length: size * start }, () => random() - 0.5);
  let basis = orthonormalBasis(image, start);
  for (let round = 0; round < ROUNDS; round++) {
    image = await apply(covariance, size, basis.data, basis.width, product);
    if (round < ROUNDS - 1) basis = orthonormalBasis(image, basis.width);
  }
  const { width } = basis;
  // Inside the subspace the problem is a small one (Rayleigh and Ritz): the covariance as seen from the basis.
  const small = new Float64Array(width * width);
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < width; i++) {
      const own = basis.data[row * width + i]!;
      for (let j = 0; j < width; j++) small[i * width + j]! += own * image[row * width + j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) {
      small[i * width + j] = (small[i * width + j]! + small[j * width + i]!) / 2;
      small[j * width + i] = small[i * width + j]!;
    }
  }
  const { values, vectors } = symmetricEigen(small, width, 1e-6);
  const kept = Math.min(count, values.length);
  const rotation = new Float32Array(width * kept);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < kept; column++) {
      rotation[row * kept + column] = vectors[row * values.length + column]!;
    }
  }
  const axes = await product.multiply(Float32Array.from(basis.data), size, rotation, kept, width);
  return { axes, count: kept };
}

async function apply(
  matrix: Float32Array,
  size: number,
  columns: Float64Array,
  width: number,
  product: MatrixProduct,
): Promise<Float64Array<ArrayBuffer>> {
  return Float64Array.from(await product.multiply(matrix, size, Float32Array.from(columns), width, size));
}
