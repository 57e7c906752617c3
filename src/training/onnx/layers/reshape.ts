import type { LayerRule } from '../layer-rule.js';

/** `Reshape` and `Flatten`: the numbers of every row in another shape. */
export const reshape: LayerRule = (call) => {
  const { graph, inputs, config } = call;
  const input = inputs[0]!;
  const own = input.shape.slice(1) as number[];
  const count = own.reduce((product, size) => product * size, 1);
  const target = (config.targetShape as (number | null)[] | undefined) ?? [count];
  const known = target.reduce<number>(
    (product, size) => (size === null || size < 0 ? product : product * size),
    1,
  );
  const shape = [null, ...target.map((size) => (size === null || size < 0 ? count / known : size))];
  return {
    output: graph.reshape(input, shape),
    backward: (gradient) => [call.needsGradient(0) ? graph.reshape(gradient, input.shape) : undefined],
  };
};
