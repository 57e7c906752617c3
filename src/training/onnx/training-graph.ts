import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Objective } from '../../contracts/index.js';
import { GraphBuilder, type Value } from '../../onnx/graph-builder.js';
import type { NamedWeight } from '../weights.js';
import { compileModel, type MaskInput } from './compile-model.js';
import { objectiveRule } from './objectives/index.js';

/** Names of what every training graph has. */
export const POSITION = 'position';
export const ROW_WEIGHTS = 'row_weights';
export const LOSS = 'loss';
export const OUTPUTS = 'outputs';
export const PROBABILITIES = 'probabilities';

/** Weight of the loss of each further output of a model, and which of its inputs tells whether a row counts. */
export interface AuxiliaryLoss {
  readonly weight: number;
  /** Position among the inputs of the model, one per further output. */
  readonly presentInputs: readonly number[];
}

/** What {@link buildTrainingGraph} compiles. */
export interface TrainingGraphPlan {
  readonly model: LayersModel;
  readonly weights: readonly NamedWeight[];
  readonly objective: Objective;
  /** Ratings on the scale. */
  readonly classes: number;
  /** With forward pass, dropout and batch statistics of training and with gradients; otherwise loss and outputs only. */
  readonly training: boolean;
  readonly auxiliary?: AuxiliaryLoss | undefined;
  /** For `runInPlace` only. False when absent. */
  readonly inPlace?: boolean;
}

/** An ONNX graph that computes the loss of a batch, with what goes in and what comes out beside the data. */
export interface TrainingGraph {
  readonly model: Uint8Array;
  readonly inputNames: readonly string[];
  /** Positions of the weights that the graph reads, under `weightName`. */
  readonly read: readonly number[];
  readonly masks: readonly MaskInput[];
  /** Trained weights with a gradient for all of their numbers, and the names of those outputs. */
  readonly gradients: readonly WeightOutput[];
  /** Tables with gradients of the rows that were looked up. */
  readonly rowGradients: readonly RowGradientOutput[];
  /** Weights that follow an output of the graph. */
  readonly averages: readonly AverageOutput[];
}

/** An output of the graph that belongs to a weight. */
export interface WeightOutput {
  readonly weight: number;
  readonly output: string;
}

/** An output that a weight follows, see `follow`. */
export interface AverageOutput extends WeightOutput {
  readonly shape: readonly number[];
  readonly momentum: number;
}

/** Two outputs of the graph. */
export interface RowGradientOutput {
  readonly weight: number;
  readonly codes: string;
  readonly rows: string;
  readonly dimensions: number;
  /** Rows that are looked up per row of the batch. */
  readonly perRow: number;
}

export const weightName = (position: number): string => `weight_${position}`;

/** Compiles a model with its loss. Raises `UNSUPPORTED_LAYER`. */
export function buildTrainingGraph(plan: TrainingGraphPlan): TrainingGraph {
  const { model, weights, training, auxiliary } = plan;
  const graph = new GraphBuilder();
  const inputNames = model.inputs.map((_, position) => `input_${position}`);
  const read = new Set<number>();
  const weightValue = (position: number): Value => {
    read.add(position);
    return graph.input(weightName(position), weights[position]!.variable.shape);
  };
  const compiled = compileModel({ graph, model, weights, weightValue, inputNames, training });
  const rule = objectiveRule(plan.objective);
  const position = graph.input(POSITION, [null, 1]);
  const rowWeights = graph.input(ROW_WEIGHTS, [null, 1]);
  const [main, ...further] = compiled.outputs;
  const first = rule.loss({ graph, outputs: main!, position, weights: rowWeights });
  let total = first.loss;
  const slopes: (Value | undefined)[] = [first.gradient];
  if (training && auxiliary !== undefined) {
    const share = graph.scalar(auxiliary.weight / further.length);
    further.forEach((outputs, at) => {
      const present = compiled.inputs[auxiliary.presentInputs[at]!]!;
      const own = graph.elementwise('Mul', rowWeights, present);
      const { loss, gradient } = rule.loss({ graph, outputs, position, weights: own });
      total = graph.elementwise('Add', total, graph.elementwise('Mul', loss, share));
      slopes.push(graph.elementwise('Mul', gradient, share));
    });
  }
  graph.output(total, LOSS);
  graph.output(main!, OUTPUTS);
  graph.output(rule.probabilities(graph, main!, plan.classes), PROBABILITIES);
  const rowGradients: RowGradientOutput[] = [];
  const gradients: WeightOutput[] = [];
  const averages: AverageOutput[] = [];
  if (training) {
    const { dense, rows } = compiled.backward(slopes);
    for (const [weight, gradient] of dense) {
      gradients.push({ weight, output: graph.expose(gradient) });
    }
    for (const [weight, uses] of rows) {
      for (const use of uses) {
        const [codes, values] = [graph.expose(use.codes), graph.expose(use.rows)];
        const dimensions = use.rows.shape[1] as number;
        rowGradients.push({ weight, codes, rows: values, dimensions, perRow: use.perRow });
      }
    }
    for (const { weight, value, momentum } of compiled.averages) {
      averages.push({ weight, output: graph.expose(value), shape: value.shape as number[], momentum });
    }
  }
  return {
    model: graph.finish('training', plan.inPlace),
    inputNames,
    read: [...read],
    masks: compiled.masks,
    gradients,
    rowGradients,
    averages,
  };
}
