import { canRunInPlace, runInPlace } from '../../onnx/in-place.js';
import { type OnnxSession, openSession, type TensorInput } from '../../onnx/session.js';
import { classCount } from '../../util/rating-scale.js';
import { countCorrect } from '../count-correct.js';
import type { Batch, BatchOutcome, TrainingEngine } from '../engine.js';
import type { EnginePlan } from '../engine-plan.js';
import { createOptimizer } from '../optimizers/create-optimizer.js';
import type { Optimizer, SparseGradient } from '../optimizers/types.js';
import { parametersOf } from '../parameters.js';
import { type NamedWeight, namedWeights } from '../weights.js';
import { follow } from './follow.js';
import { MaskSource } from './mask-source.js';
import {
  buildTrainingGraph,
  LOSS,
  POSITION,
  PROBABILITIES,
  ROW_WEIGHTS,
  type TrainingGraph,
  weightName,
} from './training-graph.js';

/**
 * Runs the whole step (forward, loss, backward) as one ONNX graph on all cores. Weights and gradients lie in arrays that
 * onnxruntime reads and writes in place, and that the optimiser works on.
 */
export class OnnxEngine implements TrainingEngine {
  readonly backend = 'onnx';
  readonly #plan: EnginePlan;
  readonly #weights: readonly NamedWeight[];
  /** Current values by position of the weight. */
  readonly #values: readonly Float32Array[];
  readonly #training: Compiled;
  readonly #evaluation: Compiled;
  readonly #optimizer: Optimizer;
  /** Position of a trained weight among the parameters of the optimiser. */
  readonly #parameter: ReadonlyMap<number, number>;
  readonly #masks: MaskSource;
  #steps = 0;

  private constructor(
    plan: EnginePlan,
    weights: readonly NamedWeight[],
    training: Compiled,
    evaluation: Compiled,
  ) {
    this.#plan = plan;
    this.#weights = weights;
    this.#training = training;
    this.#evaluation = evaluation;
    const { graph } = training;
    this.#masks = new MaskSource(graph.masks, plan.options.batchSize + 1);
    const dense = graph.gradients.map(({ weight }) => weight);
    const trained = [...dense, ...new Set(graph.rowGradients.map(({ weight }) => weight))];
    this.#parameter = new Map(trained.map((weight, parameter) => [weight, parameter]));
    const { optimizer, gradientClipping } = plan.options;
    const initial = weights.map(({ variable }) => (variable.dataSync() as Float32Array).slice());
    this.#optimizer = createOptimizer(
      optimizer,
      parametersOf(trained.map((weight) => weights[weight]!)),
      trained.map((weight) => initial[weight]!),
      gradientClipping,
    );
    this.#values = initial.map((values, weight) => {
      const parameter = this.#parameter.get(weight);
      return parameter === undefined ? values : this.#optimizer.store.values(parameter);
    });
  }

  /** Compiles the model. Raises `UNSUPPORTED_LAYER`. */
  static async open(plan: EnginePlan): Promise<OnnxEngine> {
    const { graph, head, options } = plan;
    const { objective } = head;
    if (objective === undefined) throw new TypeError(`The head "${head.name}" declares no objective.`);
    const model = graph.trainingModel;
    const weights = namedWeights(model);
    const { presentInputs } = graph;
    const auxiliary = presentInputs.length > 0 ? { weight: options.auxiliaryLoss, presentInputs } : undefined;
    const inPlace = await canRunInPlace();
    const shared = { model, weights, objective, classes: classCount(plan.scale) };
    const training = buildTrainingGraph({ ...shared, training: true, auxiliary, inPlace });
    const evaluation = buildTrainingGraph({ ...shared, training: false });
    const sessions = { training: await open(training.model), evaluation: await open(evaluation.model) };
    return new OnnxEngine(
      plan,
      weights,
      { graph: training, session: sessions.training },
      { graph: evaluation, session: sessions.evaluation },
    );
  }

  async step(batch: Batch, learningRate: number): Promise<BatchOutcome> {
    const { graph, session } = this.#training;
    const targets = this.#targets(batch);
    const sparse = graph.rowGradients.map(({ weight, codes, rows, perRow, dimensions }) => {
      const count = batch.rows * perRow;
      targets[codes] = zeros([count]);
      targets[rows] = zeros([count, dimensions]);
      return { weight, codes: targets[codes].data, values: targets[rows].data as Float32Array };
    });
    for (const { weight, output } of graph.gradients) {
      const data = this.#optimizer.store.gradient(this.#parameter.get(weight)!);
      targets[output] = { data, dims: this.#weights[weight]!.variable.shape };
    }
    for (const { output, shape } of graph.averages) targets[output] = zeros(shape);
    const masks = this.#masks.draw(batch.rows, this.#steps);
    await runInPlace(session, { ...this.#feeds(graph, batch), ...masks }, targets);
    this.#steps++;
    const outcome = this.#outcome(targets, batch);
    if (!Number.isFinite(outcome.loss)) return outcome;
    this.#optimizer.step(learningRate, this.#sparseGradients(sparse));
    for (const { weight, output, momentum } of graph.averages) {
      follow(this.#values[weight]!, targets[output]!.data as Float32Array, momentum);
    }
    return outcome;
  }

  async evaluate(batch: Batch): Promise<BatchOutcome> {
    const { graph, session } = this.#evaluation;
    const targets = this.#targets(batch);
    await session.runInto(this.#feeds(graph, batch), targets);
    return this.#outcome(targets, batch);
  }

  readWeights(): Record<string, Float32Array> {
    return Object.fromEntries(
      this.#weights.map(({ name }, position) => [name, this.#values[position]!.slice()]),
    );
  }

  async close(): Promise<void> {
    await this.#training.session.release();
    await this.#evaluation.session.release();
  }

  #feeds(graph: TrainingGraph, { rows, inputs, classIndex, weights }: Batch): Record<string, TensorInput> {
    const feeds: Record<string, TensorInput> = {
      [POSITION]: { data: Float32Array.from(classIndex), dims: [rows, 1] },
      [ROW_WEIGHTS]: { data: weights, dims: [rows, 1] },
    };
    inputs.forEach((data, position) => {
      feeds[graph.inputNames[position]!] = { data, dims: [rows, data.length / rows] };
    });
    for (const weight of graph.read) {
      feeds[weightName(weight)] = {
        data: this.#values[weight]!,
        dims: this.#weights[weight]!.variable.shape,
      };
    }
    return feeds;
  }

  #targets({ rows }: Batch): Record<string, TensorInput> {
    return { [LOSS]: zeros([]), [PROBABILITIES]: zeros([rows, classCount(this.#plan.scale)]) };
  }

  #outcome(targets: Readonly<Record<string, TensorInput>>, { classIndex }: Batch): BatchOutcome {
    const probabilities = targets[PROBABILITIES]!.data as Float32Array;
    return { loss: Number(targets[LOSS]!.data[0]), correct: countCorrect(probabilities, classIndex) };
  }

  /** Looked-up rows by parameter; a table may be looked up at several places of the model. */
  #sparseGradients(
    found: readonly { weight: number; codes: TensorInput['data']; values: Float32Array }[],
  ): Map<number, SparseGradient> {
    const gradients = new Map<number, SparseGradient>();
    for (const { weight, codes, values } of found) {
      const parameter = this.#parameter.get(weight)!;
      const rows = Int32Array.from(codes as Float32Array);
      const known = gradients.get(parameter);
      gradients.set(parameter, known ? joined(known, { rows, values }) : { rows, values });
    }
    return gradients;
  }
}

interface Compiled {
  readonly graph: TrainingGraph;
  readonly session: OnnxSession;
}

function open(model: Uint8Array): Promise<OnnxSession> {
  return openSession({ model, folder: '', threads: null, spinning: true, flushDenormals: true });
}

function zeros(dims: readonly number[]): TensorInput {
  return { data: new Float32Array(dims.reduce((product, size) => product * size, 1)), dims };
}

function joined(a: SparseGradient, b: SparseGradient): SparseGradient {
  return {
    rows: Int32Array.of(...a.rows, ...b.rows),
    values: Float32Array.of(...a.values, ...b.values),
  };
}
