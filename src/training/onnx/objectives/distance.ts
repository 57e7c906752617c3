import type { GraphBuilder, Value } from '../../../onnx/graph-builder.js';
import { type LossInput, meanLoss, type ObjectiveRule, positions } from './types.js';

/** Probabilities closer to 0 and 1 than this are not told apart by single precision. */
const EDGE = 1e-6;

/** (output - position)². */
export const squaredError: ObjectiveRule = {
  loss: (input) => {
    const { graph } = input;
    const distance = distanceOf(input);
    const square = graph.elementwise('Mul', distance, distance);
    return meanLoss(input, square, graph.elementwise('Mul', distance, graph.scalar(2)));
  },
  probabilities: binomial,
};

/** |output - position|. */
export const absoluteError: ObjectiveRule = {
  loss: (input) => {
    const { graph } = input;
    const distance = distanceOf(input);
    return meanLoss(input, graph.map('Abs', distance), graph.map('Sign', distance));
  },
  probabilities: binomial,
};

/** d² / 2 up to `delta`, a line of the same slope beyond. */
export function huber(delta: number): ObjectiveRule {
  return {
    loss: (input) => {
      const { graph } = input;
      const distance = distanceOf(input);
      const slope = graph.op('Clip', [distance, graph.scalar(-delta), graph.scalar(delta)], distance.shape);
      // slope (d - slope / 2) is d² / 2 inside and delta (|d| - delta / 2) outside.
      const middle = graph.elementwise('Mul', slope, graph.scalar(0.5));
      const rowLoss = graph.elementwise('Mul', slope, graph.elementwise('Sub', distance, middle));
      return meanLoss(input, rowLoss, slope);
    },
    probabilities: binomial,
  };
}

function distanceOf({ graph, outputs, position }: LossInput): Value {
  return graph.elementwise('Sub', outputs, position);
}

/** The binomial distribution over the positions whose mean is the output, clipped to the scale. */
function binomial(graph: GraphBuilder, outputs: Value, classes: number): Value {
  const trials = classes - 1;
  const share = graph.elementwise('Div', outputs, graph.scalar(trials));
  const success = graph.op('Clip', [share, graph.scalar(EDGE), graph.scalar(1 - EDGE)], share.shape);
  const failure = graph.elementwise('Sub', graph.scalar(1), success);
  const row = positions(graph, classes);
  const rest = graph.elementwise('Sub', graph.scalar(trials), row);
  let coefficient = 1;
  const logs = Float32Array.from({ length: classes }, (_, k) => {
    if (k > 0) coefficient = (coefficient * (trials - k + 1)) / k;
    return Math.log(coefficient);
  });
  const ofSuccess = graph.elementwise('Mul', graph.map('Log', success), row);
  const ofFailure = graph.elementwise('Mul', graph.map('Log', failure), rest);
  const sum = graph.elementwise('Add', ofSuccess, ofFailure);
  const logits = graph.elementwise('Add', sum, graph.constant(logs, [1, classes]));
  return graph.map('Softmax', logits, { axis: -1 });
}
