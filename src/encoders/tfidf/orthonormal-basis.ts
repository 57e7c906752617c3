import { product, symmetricProduct } from './dense-products.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Orthonormal columns, row-major `[rows, width]`. */
export interface Basis {
  readonly data: Float64Array;
  readonly width: number;
}

// Squared lengths below this share of the largest are rounding, not directions.
const RANK_TOLERANCE = 1e-12;

/**
 * An orthonormal basis of the columns of `Y [rows, width]`, by the eigenvectors of the Gram matrix of its columns
 * scaled to unit length. A tall matrix is read twice only, and columns without a direction of their own fall away.
 * The squared condition is harmless here: columns of a power iteration differ in length far more than in direction.
 */
export function orthonormalBasis(y: Float64Array, width: number): Basis {
  const gram = symmetricProduct(y, y, width);
  const lengths = Float64Array.from({ length: width }, (_, i) => Math.sqrt(gram[i * width + i]!));
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const inverse = lengths.map((length) =>
    length * length > RANK_TOLERANCE * longest * longest ? 1 / length : 0,
  );
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) gram[i * width + j]! *= inverse[i]! * inverse[j]!;
  }
  const { values, vectors } = symmetricEigen(gram, width, RANK_TOLERANCE);
  const count = values.length;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < count; j++) vectors[i * count + j]! *= inverse[i]! / Math.sqrt(values[j]!);
  }
  return { data: product(y, width, vectors, count), width: count };
}
