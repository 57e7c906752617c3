import type { EmbeddingMatrix } from '../../types.js';

/** Bounds of the search: beyond them the rows tell nothing about the temperature, as when all of them are predicted right. */
const LOWEST = 0.05;
const HIGHEST = 20;
/** Fewer rows than this say too little: the temperature stays 1. */
const FEWEST_ROWS = 30;
const STEPS = 60;
/** Probabilities of 0 would make any temperature infinitely bad. */
const FLOOR = 1e-12;

/**
 * The temperature T that makes `p^(1/T)`, summing to 1 again, most probable for the true classes (Guo et al. 2017; for a softmax the same
 * as dividing the logits). The negative log-likelihood is convex in 1/T, so that golden-section search finds its minimum.
 */
export function fitTemperature(probabilities: EmbeddingMatrix, classIndex: Int32Array): number {
  if (probabilities.rows < FEWEST_ROWS) return 1;
  const logs = probabilities.data.map((probability) => Math.log(Math.max(probability, FLOOR)));
  const loss = (inverse: number) =>
    negativeLogLikelihood(logs, probabilities.dimensions, classIndex, inverse);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [1 / HIGHEST, 1 / LOWEST];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  for (let step = 0; step < STEPS; step++) {
    if (leftLoss < rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = loss(right);
    }
  }
  return 2 / (low + high);
}

/** `p^(1/T)`, every row summing to 1. */
export function applyTemperature(probabilities: EmbeddingMatrix, temperature: number): EmbeddingMatrix {
  if (temperature === 1) return probabilities;
  const { rows, dimensions } = probabilities;
  const data = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const own = probabilities.data.subarray(row * dimensions, (row + 1) * dimensions);
    const largest = own.reduce((most, value) => Math.max(most, value), 0);
    const powers = Array.from(own, (value) => (value / largest) ** (1 / temperature));
    const total = powers.reduce((sum, value) => sum + value, 0);
    data.set(
      powers.map((value) => value / total),
      row * dimensions,
    );
  }
  return { data, rows, dimensions };
}

function negativeLogLikelihood(
  logs: Float32Array,
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
  return total;
}
