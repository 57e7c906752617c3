import { createRandom } from '../../util/random.js';
import { crossProduct, product } from './dense-products.js';
import { type Basis, orthonormalBasis } from './orthonormal-basis.js';

// Lengths below this share of an image's longest column are rounding.
const NEGLIGIBLE = 1e-10;

/** What {@link krylovSpace} needs. */
export interface KrylovOptions {
  /** Order of the symmetric operator. */
  readonly size: number;
  readonly blockWidth: number;
  readonly rounds: number;
  readonly seed: number;
  /** The operator times a block of columns, row-major `[size, width]`. */
  readonly apply: (block: Basis) => Promise<Float64Array>;
}

/** Orthonormal blocks of columns and what the operator does to them. */
export interface KrylovSpace {
  readonly blocks: readonly Basis[];
  /** Columns of all blocks together. */
  readonly width: number;
  /** `Qᵀ A Q`, `[width, width]`. */
  readonly projected: Float64Array;
}

/**
 * Block Krylov space of a symmetric operator from a Gaussian block: each round adds the part of `A Q` that is new. Where
 * nothing new comes (a multiple eigenvalue, say), a fresh Gaussian block goes on. The space is all of it, and the
 * results exact, when `blockWidth * rounds` reaches `size`.
 */
export async function krylovSpace({
  size,
  blockWidth,
  rounds,
  seed,
  apply,
}: KrylovOptions): Promise<KrylovSpace> {
  const normal = gaussian(seed);
  const fresh = () => Float64Array.from({ length: size * blockWidth }, normal);
  const isWhole = blockWidth * rounds >= size;
  const blocks: Basis[] = [];
  const shares: Float64Array[][] = [];
  let next = isWhole ? identity(size) : orthonormalBasis(fresh(), blockWidth);
  while (next.width > 0) {
    blocks.push(next);
    const image = await apply(next);
    const width = next.width;
    shares.push(blocks.map((block) => crossProduct(block.data, block.width, image, width)));
    if (isWhole || blocks.length === rounds) break;
    next = orthonormalBasis(image, width, blocks, NEGLIGIBLE * longestColumn(image, width));
    if (next.width === 0) next = orthonormalBasis(fresh(), blockWidth, blocks);
  }
  return { blocks, ...assemble(blocks, shares) };
}

/** The blocks' columns times row-major `factors [width, count]`: `[size, count]`. */
export function combine(blocks: readonly Basis[], factors: Float64Array, count: number): Float64Array {
  const size = blocks[0]!.data.length / blocks[0]!.width;
  const result = new Float64Array(size * count);
  let first = 0;
  for (const { data, width } of blocks) {
    const part = product(data, width, factors.subarray(first * count, (first + width) * count), count);
    for (let i = 0; i < part.length; i++) result[i]! += part[i]!;
    first += width;
  }
  return result;
}

/** Puts the upper blocks together and mirrors them. */
function assemble(blocks: readonly Basis[], shares: readonly Float64Array[][]) {
  const starts = [0];
  for (const block of blocks) starts.push(starts.at(-1)! + block.width);
  const width = starts.at(-1)!;
  const projected = new Float64Array(width * width);
  shares.forEach((column, right) => {
    column.forEach((part, left) => {
      const columns = blocks[right]!.width;
      part.forEach((value, index) => {
        const i = starts[left]! + Math.floor(index / columns);
        const j = starts[right]! + (index % columns);
        projected[i * width + j] = value;
        projected[j * width + i] = value;
      });
    });
  });
  return { width, projected };
}

function longestColumn(data: Float64Array, width: number): number {
  const squares = new Float64Array(width);
  for (let i = 0; i < data.length; i++) squares[i % width]! += data[i]! * data[i]!;
  return Math.sqrt(squares.reduce((most, value) => Math.max(most, value), 0));
}

function identity(size: number): Basis {
  const data = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return { data, width: size };
}

/** Standard normal numbers by Box and Muller. */
function gaussian(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
