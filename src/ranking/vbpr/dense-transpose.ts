/** `[rows, width]` as `[width, rows]`. */
export function denseTranspose(matrix: Float32Array, rows: number, width: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      result[column * rows + row] = matrix[row * width + column]!;
    }
  }
  return result;
}
