import { crossProduct, product } from './dense-products.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Orthonormal columns, row-major `[rows, width]`. */
export interface Basis {
  readonly data: Float64Array;
  readonly width: number;
}

// Squared lengths below this share of the largest are rounding, not directions.
const RANK_TOLERANCE = 1e-12;

/**
 * An orthonormal basis of the part of the columns of `Y [rows, width]` that is orthogonal to the bases in `known`
 * (block Gram-Schmidt, each step twice, since once leaves rounding behind). Columns no longer than `negligible`, and
 * those without a direction of their own, fall away.
 */
export function orthonormalBasis(
  y: Float64Array,
  width: number,
  known: readonly Basis[] = [],
  negligible = 0,
): Basis {
  let basis: Basis = { data: y.slice(), width };
  for (const shortest of [negligible, 0.5]) {
    for (const other of known) removeDirections(basis, other);
    basis = orthonormalColumns(basis, shortest);
    if (basis.width === 0) return basis;
  }
  return basis;
}

/** `Y - B (Bᵀ Y)`, in place. */
function removeDirections({ data, width }: Basis, known: Basis): void {
  const shares = crossProduct(known.data, known.width, data, width);
  const inside = product(known.data, known.width, shares, width);
  for (let i = 0; i < data.length; i++) data[i]! -= inside[i]!;
}

/** By the eigenvectors of the Gram matrix of the columns scaled to unit length: reads a tall matrix only twice. */
function orthonormalColumns({ data, width }: Basis, shortest: number): Basis {
  const gram = crossProduct(data, width, data, width);
  const lengths = Float64Array.from({ length: width }, (_, i) => Math.sqrt(gram[i * width + i]!));
  const inverse = lengths.map((length) => (length > shortest ? 1 / length : 0));
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) gram[i * width + j]! *= inverse[i]! * inverse[j]!;
  }
  const { values, vectors } = symmetricEigen(gram, width, RANK_TOLERANCE);
  const count = values.length;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < count; j++) vectors[i * count + j]! *= inverse[i]! / Math.sqrt(values[j]!);
  }
  return { data: product(data, width, vectors, count), width: count };
}
