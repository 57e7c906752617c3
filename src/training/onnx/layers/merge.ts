import type { Value } from '../../../onnx/graph-builder.js';
import { type LayerRule, reduceTo } from '../layer-rule.js';

/** `Add`: the sum of all inputs, sizes of 1 repeated. */
export const add: LayerRule = (call) => {
  const { graph, inputs } = call;
  requireEqualRanks(call);
  return {
    output: inputs.reduce((sum, input) => graph.elementwise('Add', sum, input)),
    backward: (gradient) =>
      inputs.map(({ shape }, position) =>
        call.needsGradient(position) ? reduceTo(graph, gradient, shape) : undefined,
      ),
  };
};

/** `Multiply`: the product of all inputs, sizes of 1 repeated. */
export const multiply: LayerRule = (call) => {
  const { graph, inputs } = call;
  requireEqualRanks(call);
  const product = (values: readonly Value[]) =>
    values.reduce((result, value) => graph.elementwise('Mul', result, value));
  return {
    output: product(inputs),
    backward: (gradient) =>
      inputs.map(({ shape }, position) => {
        if (!call.needsGradient(position)) return undefined;
        const others = inputs.filter((_, other) => other !== position);
        return reduceTo(graph, product([gradient, ...others]), shape);
      }),
  };
};

function requireEqualRanks({ inputs, unsupported }: Parameters<LayerRule>[0]): void {
  const ranks = new Set(inputs.map(({ shape }) => shape.length));
  if (ranks.size > 1) throw unsupported('inputs of different ranks');
}
