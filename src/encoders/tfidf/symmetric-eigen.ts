import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Eigenvalues in descending order and their vectors as columns of a row-major `[size, count]` matrix. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Eigenpairs of a symmetric row-major `[size, size]` matrix whose eigenvalue exceeds `threshold` times the largest. */
export function symmetricEigen(matrix: Float64Array, size: number, threshold: number): SymmetricEigen {
  const rows = Array.from({ length: size }, (_, row) => matrix.subarray(row * size, (row + 1) * size));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const largest = Math.max(0, realEigenvalues[order[0] ?? 0] ?? 0);
  const kept = order.filter((index) => realEigenvalues[index]! > threshold * largest);
  const vectors = new Float64Array(size * kept.length);
  for (let row = 0; row < size; row++) {
    kept.forEach((index, column) => {
      vectors[row * kept.length + column] = eigenvectorMatrix.get(row, index);
    });
  }
  return { values: Float64Array.from(kept, (index) => realEigenvalues[index]!), vectors };
}
