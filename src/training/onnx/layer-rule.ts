import type { layers } from '@tensorflow/tfjs-layers';
import type { GraphBuilder, Value } from '../../onnx/graph-builder.js';

/** A layer of tfjs-layers. */
export type Layer = InstanceType<typeof layers.Layer>;

/** One use of a layer in a model, as the rule that compiles it sees it. */
export interface LayerCall {
  readonly graph: GraphBuilder;
  /** Batch statistics and dropout apply, as in a training step. */
  readonly training: boolean;
  readonly inputs: readonly Value[];
  /** Configuration of the layer, as `getConfig` returns it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The layer's weight of that name. */
  weight(name: string): Value;
  /** Is there such a weight? Biases and scales can be left out. */
  hasWeight(name: string): boolean;
  /** Must a gradient flow back to this input? */
  needsGradient(input: number): boolean;
  /** Adds to the gradient of a weight; ignored for one that is not trained. */
  addGradient(name: string, gradient: () => Value): void;
  /**
   * The gradient of a table: `rows [n, dimensions]` belong to the rows `codes [n]` of the weight, any other row has none; n is
   * `perRow` times the size of the batch.
   */
  addRowGradient(name: string, codes: Value, rows: Value, perRow: number): void;
  /** A weight that is no parameter, such as a moving mean, follows a value of each step: momentum weight + (1 - momentum) value. */
  follow(name: string, value: Value, momentum: number): void;
  /** The mask of a dropout layer: `1 / (1 - rate)` or 0 for every number of the input, anew in each step. */
  dropoutMask(rate: number, seed: number, shape: Value['shape']): Value;
  /** To be thrown where the configuration asks for something that is not compiled. */
  unsupported(what: string): Error;
}

/** Result of compiling one use of a layer. */
export interface CompiledCall {
  readonly output: Value;
  /** Gradient of the output -> gradients of the inputs, undefined where none is needed; adds those of the weights on its way. */
  backward(gradient: Value): readonly (Value | undefined)[];
}

/** Compiles one kind of layer: forward and backward pass side by side. */
export type LayerRule = (call: LayerCall) => CompiledCall;

/** All axes but the last. */
export function leadingAxes({ shape }: Value): number[] {
  return shape.slice(0, -1).map((_, axis) => axis);
}

/** Sums a gradient over the axes along which the input was repeated. */
export function reduceTo(graph: GraphBuilder, gradient: Value, shape: Value['shape']): Value {
  const axes = gradient.shape.flatMap((size, axis) => (shape[axis] === 1 && size !== 1 ? [axis] : []));
  return axes.length === 0 ? gradient : graph.sum(gradient, axes);
}
