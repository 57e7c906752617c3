import type { EmbeddingMatrix } from '../../types.js';

/** A copy of the rows with length 1; zero vectors stay zero. */
export function unitRows({ data, rows, dimensions }: EmbeddingMatrix): Float32Array {
  const units = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const start = row * dimensions;
    // In double precision, where squares of tiny and of huge numbers keep their meaning.
    let squares = 0;
    for (let index = start; index < start + dimensions; index++) squares += data[index]! * data[index]!;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let index = start; index < start + dimensions; index++) units[index] = data[index]! * scale;
  }
  return units;
}

/** Every row of one matrix times every row of another, row by row; for few of them. */
export function dotProducts(some: Float32Array, others: Float32Array, dimensions: number): Float32Array {
  const columns = others.length / dimensions;
  const rows = some.length / dimensions;
  const products = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      const offset = column * dimensions - row * dimensions;
      for (let index = row * dimensions; index < (row + 1) * dimensions; index++) {
        sum += some[index]! * others[index + offset]!;
      }
      products[row * columns + column] = sum;
    }
  }
  return products;
}
