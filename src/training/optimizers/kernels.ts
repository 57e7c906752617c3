/** Settings of Keras' Adam. */
export const FIRST_DECAY = 0.9;
export const SECOND_DECAY = 0.999;
export const EPSILON = 1e-7;
/**
 * Moments smaller than this move no weight any more and count as 0. Those of units that have died would otherwise fade into denormal
 * numbers, on which processors are many times slower.
 */
export const TINY = 1e-30;

/** The loops of an optimiser over one block of numbers. */
export interface Kernels {
  /**
   * Adam in the form of section 2, last paragraph, of its paper, which Keras uses: the bias correction is folded into `stepSize` and
   * epsilon is added to the uncorrected root. Weights are multiplied by `keep` first, gradients by `scale`.
   */
  adam(block: Block, stepSize: number, keep: number, scale: number): void;
  /** velocity = momentum velocity + gradient; weights move by it, or with `nesterov` by gradient + momentum velocity. */
  sgd(block: Block, learningRate: number, momentum: number, nesterov: boolean, scale: number): void;
  /** Sum of squares. */
  squares(values: Float32Array): number;
}

/** Numbers of one parameter, or of one row of it, side by side. */
export interface Block {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** Mean of the gradients, or velocity. */
  readonly first: Float32Array;
  /** Mean of their squares; empty where there is none. */
  readonly second: Float32Array;
}

/** The loops in JavaScript. Each is a function of its own over monomorphic arrays, which engines optimise best. */
export const PLAIN_KERNELS: Kernels = { adam: plainAdam, sgd: plainSgd, squares: plainSquares };

function plainAdam(
  { weights, gradient, first, second }: Block,
  stepSize: number,
  keep: number,
  scale: number,
): void {
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i]! * scale;
    const mean = first[i]! + (slope - first[i]!) * (1 - FIRST_DECAY);
    const power = second[i]! + (slope * slope - second[i]!) * (1 - SECOND_DECAY);
    first[i] = Math.abs(mean) < TINY ? 0 : mean;
    second[i] = power < TINY ? 0 : power;
    weights[i] = weights[i]! * keep - (stepSize * mean) / (Math.sqrt(power) + EPSILON);
  }
}

function plainSgd(
  { weights, gradient, first }: Block,
  learningRate: number,
  momentum: number,
  nesterov: boolean,
  scale: number,
): void {
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i]! * scale;
    const velocity = momentum * first[i]! + slope;
    first[i] = Math.abs(velocity) < TINY ? 0 : velocity;
    weights[i] = weights[i]! - learningRate * (nesterov ? slope + momentum * velocity : velocity);
  }
}

function plainSquares(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
