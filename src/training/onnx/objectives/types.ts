import type { GraphBuilder, Value } from '../../../onnx/graph-builder.js';

/** What a loss is computed from. */
export interface LossInput {
  readonly graph: GraphBuilder;
  /** Of the model, `[batch, n]`. */
  readonly outputs: Value;
  /** Position of every rating on the scale, `[batch, 1]`. */
  readonly position: Value;
  /** Weight of every row, `[batch, 1]`. */
  readonly weights: Value;
}

/** A loss with its derivative. */
export interface CompiledLoss {
  /** Mean over the batch of weight times loss of each row; a number. */
  readonly loss: Value;
  /** Gradient of the outputs, `[batch, n]`. */
  readonly gradient: Value;
}

/** Compiles one kind of objective. */
export interface ObjectiveRule {
  loss(input: LossInput): CompiledLoss;
  /** Outputs -> probabilities `[batch, classes]`. */
  probabilities(graph: GraphBuilder, outputs: Value, classes: number): Value;
}

/** Weighs losses and slopes of the rows, and takes the mean over the batch. */
export function meanLoss({ graph, weights }: LossInput, rowLoss: Value, slope: Value): CompiledLoss {
  const share = graph.elementwise('Div', weights, graph.batchSize(weights));
  return {
    loss: graph.sum(graph.elementwise('Mul', rowLoss, share), [0, 1], false),
    gradient: graph.elementwise('Mul', slope, share),
  };
}

/** The whole numbers from 0 to below `count`, as a row. */
export function positions(graph: GraphBuilder, count: number): Value {
  return graph.constant(
    Float32Array.from({ length: count }, (_, index) => index),
    [1, count],
  );
}
