/** Settings of {@link AdamState}; the defaults of Keras. */
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-7;

/**
 * Adam (Kingma and Ba 2015) in the form of its section 2, last paragraph, which Keras uses: the bias correction is
 * folded into the step size and epsilon is added to the uncorrected root. One pass over plain arrays, so the result
 * does not depend on the tfjs backend and the learning rate may change from step to step.
 */
export class AdamState {
  readonly weights: Float32Array;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  #steps = 0;

  /** Starts from a copy of the weights. */
  constructor(weights: Float32Array) {
    this.weights = weights.slice();
    this.#first = new Float32Array(weights.length);
    this.#second = new Float32Array(weights.length);
  }

  /** Moves `weights` against the gradient. */
  update(gradient: Float32Array, learningRate: number): void {
    this.#steps++;
    const correction = Math.sqrt(1 - SECOND_DECAY ** this.#steps) / (1 - FIRST_DECAY ** this.#steps);
    step(this.weights, this.#first, this.#second, gradient, learningRate * correction);
  }
}

// A function of its own over monomorphic arrays: inside the class the engine optimises it four times worse.
function step(
  weights: Float32Array,
  first: Float32Array,
  second: Float32Array,
  gradient: Float32Array,
  stepSize: number,
): void {
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i]!;
    const mean = first[i]! + (slope - first[i]!) * (1 - FIRST_DECAY);
    const power = second[i]! + (slope * slope - second[i]!) * (1 - SECOND_DECAY);
    first[i] = mean;
    second[i] = power;
    weights[i] = weights[i]! - (stepSize * mean) / (Math.sqrt(power) + EPSILON);
  }
}
