import type { GraphBuilder, Value } from '../../../onnx/graph-builder.js';
import type { LayerRule } from '../layer-rule.js';

/** An activation function applied to a tensor, with its derivative. */
export interface Activated {
  readonly output: Value;
  /** Gradient of the output -> gradient of the input. */
  backward(gradient: Value): Value;
}

type Activation = (graph: GraphBuilder, input: Value) => Activated;

const activations: Readonly<Record<string, Activation>> = {
  linear: (_graph, output) => ({ output, backward: (gradient) => gradient }),
  relu: (graph, input) => {
    const output = graph.map('Relu', input);
    return {
      output,
      backward: (gradient) => graph.elementwise('Mul', gradient, graph.above0(output)),
    };
  },
  sigmoid: (graph, input) => {
    const output = graph.map('Sigmoid', input);
    return {
      output,
      backward: (gradient) => {
        const slope = graph.elementwise('Mul', output, graph.elementwise('Sub', graph.scalar(1), output));
        return graph.elementwise('Mul', gradient, slope);
      },
    };
  },
  tanh: (graph, input) => {
    const output = graph.map('Tanh', input);
    return {
      output,
      backward: (gradient) => {
        const square = graph.elementwise('Mul', output, output);
        return graph.elementwise('Mul', gradient, graph.elementwise('Sub', graph.scalar(1), square));
      },
    };
  },
  elu: (graph, input) => {
    const output = graph.map('Elu', input, { alpha: { float: 1 } });
    return {
      output,
      backward: (gradient) => {
        // exp(x) below 0, which is the output plus 1, and 1 above.
        const below = graph.op(
          'Min',
          [graph.elementwise('Add', output, graph.scalar(1)), graph.scalar(1)],
          [...output.shape],
        );
        return graph.elementwise('Mul', gradient, below);
      },
    };
  },
  /** x Φ(x), Hendrycks and Gimpel 2016, by the error function. */
  gelu: (graph, input) => {
    const scaled = graph.elementwise('Mul', input, graph.scalar(Math.SQRT1_2));
    const above = graph.elementwise('Add', graph.map('Erf', scaled), graph.scalar(1));
    const normal = graph.elementwise('Mul', above, graph.scalar(0.5));
    return {
      output: graph.elementwise('Mul', input, normal),
      backward: (gradient) => {
        const exponent = graph.map('Neg', graph.elementwise('Mul', scaled, scaled));
        const density = graph.elementwise(
          'Mul',
          graph.map('Exp', exponent),
          graph.scalar(1 / Math.sqrt(2 * Math.PI)),
        );
        const slope = graph.elementwise('Add', normal, graph.elementwise('Mul', input, density));
        return graph.elementwise('Mul', gradient, slope);
      },
    };
  },
  softmax: (graph, input) => {
    const output = graph.map('Softmax', input, { axis: -1 });
    return {
      output,
      backward: (gradient) => {
        const weighted = graph.elementwise('Mul', gradient, output);
        const total = graph.sum(weighted, [output.shape.length - 1]);
        return graph.elementwise('Sub', weighted, graph.elementwise('Mul', output, total));
      },
    };
  },
};

/** Applies the activation of that name; undefined for one that is not compiled. */
export function activate(graph: GraphBuilder, name: unknown, input: Value): Activated | undefined {
  return activations[String(name ?? 'linear')]?.(graph, input);
}

/** `Activation`: a function of every number, or of the last axis (softmax). */
export const activation: LayerRule = (call) => {
  const activated = activate(call.graph, call.config.activation, call.inputs[0]!);
  if (activated === undefined) throw call.unsupported(`activation "${String(call.config.activation)}"`);
  return { output: activated.output, backward: (gradient) => [activated.backward(gradient)] };
};
