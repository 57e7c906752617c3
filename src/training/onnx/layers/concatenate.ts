import type { LayerRule } from '../layer-rule.js';

/** `Concatenate` along the last axis; backwards every input gets its part. */
export const concatenate: LayerRule = (call) => {
  const { graph, inputs, config } = call;
  const [first] = inputs;
  const last = first!.shape.length - 1;
  const axis = config.axis as number;
  const at = axis < 0 ? axis + last + 1 : axis;
  if (at === 0) throw call.unsupported('the axis of the batch');
  const sizes = inputs.map(({ shape }) => shape[at] as number);
  const shape = first!.shape.map((size, position) =>
    position === at ? sizes.reduce((sum, part) => sum + part, 0) : size,
  );
  return {
    output: graph.op('Concat', inputs, shape, { axis: at }),
    backward: (gradient) => {
      let end = 0;
      return inputs.map((input, position) => {
        const start = end;
        end += sizes[position]!;
        if (!call.needsGradient(position)) return undefined;
        const bounds = [[start], [end], [at]].map((numbers) => graph.integers(numbers));
        const part = graph.op('Slice', [gradient, ...bounds], input.shape);
        const { product } = gradient;
        if (product === undefined || at !== 1) return part;
        return { ...part, product: { ...product, start: product.start + start, end: product.start + end } };
      });
    },
  };
};
