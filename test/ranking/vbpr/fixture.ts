import { readFileSync } from 'node:fs';
import type { VbprParameters, VbprShape } from '../../../src/ranking/vbpr/parameters.js';
import type { Triples } from '../../../src/ranking/vbpr/triples.js';

type Tables = Record<'user' | 'item' | 'content', number[]>;

interface Fixture {
  readonly shape: VbprShape;
  readonly learningRate: number;
  readonly regularization: number;
  readonly contentRegularization: number;
  readonly features: number[];
  readonly start: Tables;
  readonly steps: readonly (Record<keyof Triples, number[]> & {
    readonly loss: number;
    readonly gradients: Tables;
    readonly after: Tables;
  })[];
  readonly foldIn: {
    readonly width: number;
    readonly items: number;
    readonly itemVectors: number[];
    readonly userVectors: number[];
    readonly histories: readonly number[][];
    readonly answers: readonly { liked: number[]; weight: number[]; vector: number[] }[];
  };
  readonly principalAxes: { size: number; count: number; covariance: number[]; axes: number[] };
}

/** What PyTorch and NumPy computed; see make_vbpr.py beside it. */
export const FIXTURE = JSON.parse(
  readFileSync(new URL('../../fixtures/ranking/vbpr.json', import.meta.url), 'utf8'),
) as Fixture;

export function parametersOf({ user, item, content }: Tables): VbprParameters {
  return {
    user: Float32Array.from(user),
    item: Float32Array.from(item),
    content: Float32Array.from(content),
  };
}

export function triplesOf({ user, positive, negative, weight }: Record<keyof Triples, number[]>): Triples {
  return {
    user: Int32Array.from(user),
    positive: Int32Array.from(positive),
    negative: Int32Array.from(negative),
    weight: Float32Array.from(weight),
  };
}

/** Compact rows back in a table of which the other rows are 0. */
export function scattered(rows: Int32Array, compact: Float32Array, size: number): Float32Array {
  const width = compact.length / rows.length;
  const table = new Float32Array(size);
  for (const [index, row] of rows.entries()) {
    table.set(compact.subarray(index * width, (index + 1) * width), row * width);
  }
  return table;
}

export function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < left.length; i++) largest = Math.max(largest, Math.abs(left[i]! - right[i]!));
  return largest;
}
