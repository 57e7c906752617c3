/** Usual settings of Adam (Kingma and Ba 2015). */
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

/**
 * Adam for the rows of a table of which a step touches a few: moments of the other rows are left as they are, and the
 * bias correction counts steps of the whole table (what PyTorch calls SparseAdam). With all rows it is plain Adam.
 */
export class SparseAdam {
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  #steps = 0;

  constructor(
    readonly weights: Float32Array,
    readonly width: number,
  ) {
    this.#first = new Float32Array(weights.length);
    this.#second = new Float32Array(weights.length);
  }

  /** Moves row `rows[i]` against row `i` of `gradient`; rows are distinct. */
  update(rows: Int32Array, gradient: Float32Array, learningRate: number): void {
    this.#steps += 1;
    const correction = Math.sqrt(1 - SECOND_DECAY ** this.#steps);
    const stepSize = (learningRate * correction) / (1 - FIRST_DECAY ** this.#steps);
    // Epsilon belongs to the corrected root; the uncorrected one is smaller by the correction.
    const epsilon = EPSILON * correction;
    step(this.weights, this.#first, this.#second, gradient, rows, this.width, stepSize, epsilon);
  }
}

// A function of its own over monomorphic arrays, which the engine optimises best.
function step(
  weights: Float32Array,
  first: Float32Array,
  second: Float32Array,
  gradient: Float32Array,
  rows: Int32Array,
  width: number,
  stepSize: number,
  epsilon: number,
): void {
  for (let index = 0; index < rows.length; index++) {
    const from = index * width;
    const start = rows[index]! * width;
    for (let column = 0; column < width; column++) {
      const at = start + column;
      const slope = gradient[from + column]!;
      const mean = first[at]! + (slope - first[at]!) * (1 - FIRST_DECAY);
      const power = second[at]! + (slope * slope - second[at]!) * (1 - SECOND_DECAY);
      first[at] = mean;
      second[at] = power;
      weights[at] = weights[at]! - (stepSize * mean) / (Math.sqrt(power) + epsilon);
    }
  }
}
