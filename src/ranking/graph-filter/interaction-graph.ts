import type { InteractionMatrix } from '../../contracts/index.js';
import { interactionWeights, type SparseMatrix, transpose } from '../../numeric/sparse.js';
import { addRow } from '../content/item-graph.js';

const POWER_STEPS = 60;

/**
 * The item graph `P = R~' R~ / lambda` of the normalised interactions `R~ = D_u^-alpha R D_i^-(1 - alpha)`. It is applied as
 * two sparse products and never written out: for tens of thousands of items `P` has more entries than fit in memory.
 * `lambda` is its largest eigenvalue before the division, so that the spectrum lies within 0 to 1, where polynomials are filters.
 */
export class InteractionGraph {
  readonly byUser: SparseMatrix;
  readonly lambda: number;
  readonly #byItem: SparseMatrix;
  readonly #users: Float64Array;

  /** From `R~` and its largest eigenvalue, which is found when it is not known. */
  constructor(byUser: SparseMatrix, lambda?: number) {
    this.byUser = byUser;
    this.#byItem = transpose(byUser);
    this.#users = new Float64Array(byUser.rows);
    this.lambda = 1;
    this.lambda = lambda ?? this.#largestEigenvalue();
  }

  /** `P x` for a vector `[items]` of the fit or longer; what lies beyond the items of the fit has no edges here. */
  apply(vector: Float64Array): Float64Array {
    const users = this.#users.fill(0);
    const result = new Float64Array(vector.length);
    const items = this.byUser.columns;
    for (let item = 0; item < items; item++) {
      if (vector[item] !== 0) addRow(this.#byItem, item, vector[item]!, users);
    }
    for (let user = 0; user < users.length; user++) {
      if (users[user] !== 0) addRow(this.byUser, user, users[user]! / this.lambda, result);
    }
    return result;
  }

  /** Power iteration from a vector that has a share of every direction of non-negative entries. */
  #largestEigenvalue(): number {
    let vector = new Float64Array(this.byUser.columns).fill(1);
    let length = 0;
    for (let step = 0; step < POWER_STEPS; step++) {
      const next = this.apply(vector);
      length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
      if (length === 0) return 1;
      vector = next.map((value) => value / length);
    }
    return length;
  }
}

/** `R~ = D_u^-alpha R D_i^-(1 - alpha)`, with degrees that are sums of weights. */
export function normalisedInteractions(interactions: InteractionMatrix, alpha: number): SparseMatrix {
  const weights = interactionWeights(interactions);
  const { rows, columns, rowStart, column } = weights;
  const userDegree = new Float64Array(rows);
  const itemDegree = new Float64Array(columns);
  for (let user = 0; user < rows; user++) {
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      userDegree[user]! += weights.value[entry]!;
      itemDegree[column[entry]!]! += weights.value[entry]!;
    }
  }
  const userScale = userDegree.map((degree) => degree ** -alpha);
  const itemScale = itemDegree.map((degree) => degree ** (alpha - 1));
  const value = new Float32Array(weights.value.length);
  for (let user = 0; user < rows; user++) {
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      value[entry] = weights.value[entry]! * userScale[user]! * itemScale[column[entry]!]!;
    }
  }
  return { rows, columns, rowStart, column, value };
}
