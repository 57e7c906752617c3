import type { EmbeddingMatrix } from '../../types.js';

/** Bounds of the search. */
const LOWEST = 0.05;
const HIGHEST = 100;
/** Fewer rows than this say too little: the temperature stays 1. */
const FEWEST_ROWS = 30;
const STEPS = 60;
/** Smallest normal float32. A head may say 0, and a logarithm of 0 would make every temperature infinitely bad. */
const FLOOR = 2 ** -126;
/** A mean loss that falls by less than this, in nats, tells nothing: equal probabilities have no temperature. */
const LEAST_GAIN = 1e-9;

/**
 * The temperature T that makes `p^(1/T)`, summing to 1 again, most probable for the true classes (Guo et al. 2017; for a softmax the same
 * as dividing the logits). The negative log-likelihood is convex in 1/T and so has one valley over log T, where golden-section search finds
 * its lowest point between 0.05 and 100. T stays 1 when there are fewer than 30 rows, when no other T is better, and when all rows are
 * predicted right: the loss then falls towards T = 0, and how sure to be is not to be learned from them.
 */
export function fitTemperature(probabilities: EmbeddingMatrix, classIndex: Int32Array): number {
  if (probabilities.rows < FEWEST_ROWS || isAllRight(probabilities, classIndex)) return 1;
  const logs = Float64Array.from(probabilities.data, (probability) => Math.log(Math.max(probability, FLOOR)));
  const loss = (logTemperature: number) =>
    meanNegativeLogLikelihood(logs, probabilities.dimensions, classIndex, Math.exp(-logTemperature));
  const best = lowestPoint(loss, Math.log(LOWEST), Math.log(HIGHEST));
  return loss(best) < loss(0) - LEAST_GAIN ? Math.exp(best) : 1;
}

/** `p^(1/T)`, every row summing to 1. */
export function applyTemperature(probabilities: EmbeddingMatrix, temperature: number): EmbeddingMatrix {
  if (temperature === 1) return probabilities;
  const { rows, dimensions } = probabilities;
  const data = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const own = probabilities.data.subarray(row * dimensions, (row + 1) * dimensions);
    const largest = own.reduce((most, value) => Math.max(most, value), 0);
    // Floored as in the fit, so that what is applied is what was fitted.
    const powers = Array.from(own, (value) => (Math.max(value, FLOOR) / largest) ** (1 / temperature));
    const total = powers.reduce((sum, value) => sum + value, 0);
    data.set(
      powers.map((value) => value / total),
      row * dimensions,
    );
  }
  return { data, rows, dimensions };
}

/** Whether no rating is ever more probable than the true one. */
function isAllRight({ data, dimensions }: EmbeddingMatrix, classIndex: Int32Array): boolean {
  return classIndex.every((target, row) => {
    const own = data.subarray(row * dimensions, (row + 1) * dimensions);
    return own.every((value) => value <= own[target]!);
  });
}

/** Golden-section search (Kiefer 1953) for the lowest point of a function with one valley. */
function lowestPoint(valueAt: (point: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftValue, rightValue] = [valueAt(left), valueAt(right)];
  for (let step = 0; step < STEPS; step++) {
    if (leftValue < rightValue) {
      [high, right, rightValue] = [right, left, leftValue];
      left = high - golden * (high - low);
      leftValue = valueAt(left);
    } else {
      [low, left, leftValue] = [left, right, rightValue];
      right = low + golden * (high - low);
      rightValue = valueAt(right);
    }
  }
  return (low + high) / 2;
}

function meanNegativeLogLikelihood(
  logs: Float64Array,
  classes: number,
  classIndex: Int32Array,
  inverse: number,
): number {
  let total = 0;
  for (const [row, target] of classIndex.entries()) {
    const start = row * classes;
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index++) largest = Math.max(largest, logs[start + index]! * inverse);
    let sum = 0;
    for (let index = 0; index < classes; index++) sum += Math.exp(logs[start + index]! * inverse - largest);
    total += largest + Math.log(sum) - logs[start + target]! * inverse;
  }
  return total / classIndex.length;
}
