import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Objective } from '../../contracts/index.js';
import { GraphBuilder, type Value } from '../../onnx/graph-builder.js';
import type { NamedWeight } from '../weights.js';
import { compileModel } from './compile-model.js';
import { objectiveRule } from './objectives/index.js';
import { OUTPUTS, PROBABILITIES } from './training-graph.js';

/** What {@link buildInferenceGraph} compiles. */
export interface InferenceGraphPlan {
  readonly model: LayersModel;
  readonly weights: readonly NamedWeight[];
  /** One per input of the model. */
  readonly inputNames: readonly string[];
  /** Adds an output `probabilities`, as the head decodes them. */
  readonly decoding?: {
    readonly objective: Objective;
    readonly classes: number;
    readonly temperature: number;
  };
}

/**
 * Compiles the forward pass with all weights inside: an ONNX file that any runtime can compute. Outputs are `outputs`, those of the head,
 * and `probabilities` when decoding is asked for. Raises `UNSUPPORTED_LAYER`.
 */
export function buildInferenceGraph({
  model,
  weights,
  inputNames,
  decoding,
}: InferenceGraphPlan): Uint8Array {
  const graph = new GraphBuilder();
  const weightValue = (position: number): Value => {
    const { name, variable } = weights[position]!;
    return graph.constant(variable.dataSync() as Float32Array, variable.shape, name);
  };
  const { outputs } = compileModel({ graph, model, weights, weightValue, inputNames, training: false });
  const [main] = outputs;
  graph.output(main!, OUTPUTS);
  if (decoding !== undefined) {
    const { objective, classes, temperature } = decoding;
    const probabilities = objectiveRule(objective).probabilities(graph, main!, classes);
    graph.output(tempered(graph, probabilities, temperature), PROBABILITIES);
  }
  return graph.finish('rating');
}

/** p to the power of 1 / temperature, so that every row sums to 1 again. */
function tempered(graph: GraphBuilder, probabilities: Value, temperature: number): Value {
  if (temperature === 1) return probabilities;
  const powers = graph.op('Pow', [probabilities, graph.scalar(1 / temperature)], probabilities.shape);
  return graph.elementwise('Div', powers, graph.sum(powers, [1]));
}
