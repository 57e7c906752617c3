/** The vector that belongs to a number; large enough that a batch spans many pages. */
export function vectorOf(number: number): Float32Array {
  return Float32Array.from({ length: 2048 }, (_, index) => Math.fround(Math.sin(number * 2048 + index)));
}
