/** How weights follow their gradients. */
export type OptimizerOptions =
  /** Adam (Kingma and Ba 2015) with the settings of Keras: decays 0.9 and 0.999, epsilon 1e-7. */
  | { readonly name: 'adam' }
  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019): matrices shrink by `learning rate * weightDecay` a step. */
  | { readonly name: 'adamw'; readonly weightDecay: number }
  /** Stochastic gradient descent with momentum, as PyTorch has it; with `nesterov` it looks a step ahead. */
  | { readonly name: 'sgd'; readonly momentum: number; readonly nesterov?: boolean };

/** A weight that is trained. */
export interface Parameter {
  readonly name: string;
  /** Numbers. */
  readonly size: number;
  /** Does weight decay concern it? Not biases and factors of a normalisation. */
  readonly decay: boolean;
  /** Numbers per row, for a table whose gradients concern some of its rows only. */
  readonly rowSize?: number | undefined;
}

/** Gradients of some rows of a table. */
export interface SparseGradient {
  /** May repeat; the gradients of one row are added up. */
  readonly rows: Int32Array;
  /** `[rows.length, rowSize]`. */
  readonly values: Float32Array;
}

/** Where weights and gradients lie; the arrays stay the same from step to step. */
export interface ParameterStore {
  /** Current values of a parameter. */
  values(parameter: number): Float32Array;
  /** To be filled before every step; parameters without `rowSize` only. */
  gradient(parameter: number): Float32Array;
}

/** Moves weights against their gradients. */
export interface Optimizer {
  readonly store: ParameterStore;
  /** One step from the gradients in the store and those of tables, by parameter. */
  step(learningRate: number, sparse?: ReadonlyMap<number, SparseGradient>): void;
}
