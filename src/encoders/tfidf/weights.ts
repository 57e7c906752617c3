import type { SparseMatrix } from './sparse-matrix.js';

/** `ln((1 + texts) / (1 + df)) + 1`: scikit-learn's smooth inverse document frequency. */
export function inverseDocumentFrequency(
  documentFrequency: Int32Array | Float32Array,
  texts: number,
): Float64Array {
  return Float64Array.from(documentFrequency, (df) => Math.log((1 + texts) / (1 + df)) + 1);
}

/** Counts -> tf-idf with rows of length 1; a row without terms stays zero. */
export function tfidfWeights(counts: SparseMatrix, idf: Float64Array, sublinearTf: boolean): SparseMatrix {
  const { rows, rowStart, column } = counts;
  const value = counts.value.map(
    (count, entry) => (sublinearTf ? 1 + Math.log(count) : count) * idf[column[entry]!]!,
  );
  for (let row = 0; row < rows; row++) {
    const entries = value.subarray(rowStart[row], rowStart[row + 1]);
    let squares = 0;
    for (const weight of entries) squares += weight * weight;
    const length = Math.sqrt(squares);
    for (let entry = 0; entry < entries.length; entry++) entries[entry]! /= length;
  }
  return { ...counts, value };
}
