import {
  add,
  mul,
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { RatingTargets } from '../contracts/index.js';
import { countCorrect } from './count-correct.js';
import type { Batch, BatchOutcome, TrainingEngine } from './engine.js';
import type { EnginePlan } from './engine-plan.js';
import { createOptimizer } from './optimizers/create-optimizer.js';
import type { Optimizer, SparseGradient } from './optimizers/types.js';
import { parametersOf } from './parameters.js';
import { assignWeight, type NamedWeight, namedWeights, readWeights } from './weights.js';

/** Forward and backward pass by tfjs, whatever the layers and the loss; the optimiser over plain arrays. */
export class TfjsEngine implements TrainingEngine {
  readonly backend: string;
  readonly #plan: EnginePlan;
  readonly #model: LayersModel;
  readonly #weights: readonly NamedWeight[];
  readonly #trained: readonly NamedWeight[];
  readonly #optimizer: Optimizer;

  /** The current tfjs backend is `backend`. */
  constructor(plan: EnginePlan, backend: string) {
    this.backend = backend;
    this.#plan = plan;
    this.#model = plan.graph.trainingModel;
    this.#weights = namedWeights(this.#model);
    this.#trained = this.#weights.filter(({ trainable }) => trainable);
    const { optimizer, gradientClipping } = plan.options;
    const initial = this.#trained.map(({ variable }) => variable.dataSync() as Float32Array);
    this.#optimizer = createOptimizer(optimizer, parametersOf(this.#trained), initial, gradientClipping);
  }

  async step(batch: Batch, learningRate: number): Promise<BatchOutcome> {
    const variables = this.#trained.map(({ variable }) => variable);
    let outputs = new Float32Array();
    let loss = Number.NaN;
    let gradients: (Float32Array | undefined)[] = [];
    tidy(() => {
      const { value, grads } = variableGrads(() => {
        const results = this.#model.apply(this.#inputs(batch), { training: true });
        const [main, ...further] = [results].flat() as Tensor2D[];
        outputs = floats(main!);
        // Penalties of layers with a regulariser, as `LayersModel.fit` adds them.
        const penalties = this.#model.calculateLosses();
        return penalties.reduce<Scalar>(
          (total, penalty) => add(total, penalty),
          this.#loss(main!, further, batch),
        );
      }, variables);
      loss = floats(value)[0]!;
      // A weight that the loss does not depend on has no gradient.
      gradients = variables.map(({ name }) => (grads[name] == null ? undefined : floats(grads[name])));
    });
    if (Number.isFinite(loss)) this.#learn(gradients, learningRate);
    return { loss, correct: this.#countCorrect(outputs, batch) };
  }

  async evaluate(batch: Batch): Promise<BatchOutcome> {
    const { head, scale } = this.#plan;
    let outputs = new Float32Array();
    let loss = Number.NaN;
    tidy(() => {
      const [main] = [this.#model.apply(this.#inputs(batch))].flat() as Tensor2D[];
      outputs = floats(main!);
      loss = floats(head.loss(main!, targetsOf(batch), scale))[0]!;
    });
    return { loss, correct: this.#countCorrect(outputs, batch) };
  }

  readWeights(): Record<string, Float32Array> {
    return readWeights(this.#weights);
  }

  async close(): Promise<void> {
    // The weights belong to the model.
  }

  #countCorrect(outputs: Float32Array, { rows, classIndex }: Batch): number {
    const { head, scale } = this.#plan;
    const decoded = tidy(() => floats(head.decode(tensor2d(outputs, [rows, outputs.length / rows]), scale)));
    return countCorrect(decoded, classIndex);
  }

  #inputs({ rows, inputs }: Batch): Tensor[] {
    return inputs.map((values) => tensor2d(values, [rows, values.length / rows]));
  }

  #loss(main: Tensor2D, further: readonly Tensor2D[], batch: Batch): Scalar {
    const { head, scale, graph, options } = this.#plan;
    const targets = targetsOf(batch);
    return further.reduce<Scalar>(
      (total, outputs, at) => {
        const present = tensor1d(batch.inputs[graph.presentInputs[at]!]!);
        const own = { ...targets, weights: mul(targets.weights, present) } as RatingTargets;
        const share = options.auxiliaryLoss / further.length;
        return add(total, mul(head.loss(outputs, own, scale), share));
      },
      head.loss(main, targets, scale),
    );
  }

  #learn(gradients: readonly (Float32Array | undefined)[], learningRate: number): void {
    const { store } = this.#optimizer;
    const sparse = new Map<number, SparseGradient>();
    const parameters = parametersOf(this.#trained);
    gradients.forEach((gradient, position) => {
      const { rowSize, size } = parameters[position]!;
      if (rowSize !== undefined)
        sparse.set(position, touchedRows(gradient ?? new Float32Array(size), rowSize));
      else if (gradient) store.gradient(position).set(gradient);
      else store.gradient(position).fill(0);
    });
    this.#optimizer.step(learningRate, sparse);
    this.#trained.forEach(({ variable }, position) => {
      assignWeight(variable, store.values(position));
    });
  }
}

/** Numbers of a tensor; the backend may reuse the memory that they came from. */
function floats(tensor: Tensor): Float32Array<ArrayBuffer> {
  return Float32Array.from(tensor.dataSync());
}

function targetsOf({ classIndex, weights }: Batch): RatingTargets {
  return { classIndex: tensor1d(classIndex, 'int32'), weights: tensor1d(weights) };
}

/** The rows of a table's gradient that are not zero: those that the batch looked up. */
function touchedRows(gradient: Float32Array, rowSize: number): SparseGradient {
  const touched: number[] = [];
  for (let row = 0; row * rowSize < gradient.length; row++) {
    if (gradient.subarray(row * rowSize, (row + 1) * rowSize).some((slope) => slope !== 0)) touched.push(row);
  }
  const values = new Float32Array(touched.length * rowSize);
  touched.forEach((row, position) => {
    values.set(gradient.subarray(row * rowSize, (row + 1) * rowSize), position * rowSize);
  });
  return { rows: Int32Array.from(touched), values };
}
