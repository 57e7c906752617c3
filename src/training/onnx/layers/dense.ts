import type { Value } from '../../../onnx/graph-builder.js';
import type { LayerRule } from '../layer-rule.js';
import { activate } from './activation.js';

/** `Dense`: activation(x W + b) over the last axis. */
export const dense: LayerRule = (call) => {
  const { graph, inputs, config } = call;
  const input = inputs[0]!;
  const kernel = call.weight('kernel');
  const [columns, units] = kernel.shape as [number, number];
  const rows = (value: Value, width: number) =>
    value.shape.length === 2 ? value : graph.reshape(value, [null, width]);
  const x = rows(input, columns);
  const bias = call.hasWeight('bias') ? [call.weight('bias')] : [];
  const product = graph.op('Gemm', [x, kernel, ...bias], [null, units]);
  const activated = activate(graph, config.activation, product);
  if (activated === undefined) throw call.unsupported(`activation "${String(config.activation)}"`);
  const shape = [...input.shape.slice(0, -1), units];
  return {
    output: shape.length === 2 ? activated.output : graph.reshape(activated.output, shape),
    backward: (gradient) => {
      const slope = activated.backward(rows(gradient, units));
      call.addGradient('kernel', () => graph.op('Gemm', [x, slope], kernel.shape, { transA: 1 }));
      if (bias.length > 0) call.addGradient('bias', () => graph.sum(slope, [0], false));
      if (!call.needsGradient(0)) return [undefined];
      const back = graph.op('Gemm', [slope, kernel], [null, columns], { transB: 1 });
      if (shape.length > 2) return [graph.reshape(back, input.shape)];
      return [{ ...back, product: { left: slope, right: kernel, start: 0, end: columns } }];
    },
  };
};
