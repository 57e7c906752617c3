import type { Value } from '../../../onnx/graph-builder.js';
import { type LayerRule, leadingAxes } from '../layer-rule.js';

/**
 * `BatchNormalization` over the last axis: gamma (x - mean) / sqrt(variance + epsilon) + beta. In training, mean and population
 * variance are those of the batch and the moving averages follow them; otherwise the moving averages are used. Backward pass of
 * Ioffe and Szegedy 2015, section 3.
 */
export const batchNormalization: LayerRule = (call) => {
  const { graph, inputs, config } = call;
  const input = inputs[0]!;
  const { axis, epsilon, momentum } = config as { axis: number; epsilon: number; momentum: number };
  if (axis !== -1 && axis !== input.shape.length - 1) throw call.unsupported(`axis ${axis}`);
  const axes = leadingAxes(input);
  const scaled = call.hasWeight('gamma');
  const mean = call.training ? graph.mean(input, axes) : call.weight('moving_mean');
  const centred = graph.elementwise('Sub', input, mean);
  const variance = call.training
    ? graph.mean(graph.elementwise('Mul', centred, centred), axes)
    : call.weight('moving_variance');
  const deviation = graph.map('Sqrt', graph.elementwise('Add', variance, graph.scalar(epsilon)));
  // Of one row, so that the whole batch is multiplied once.
  const factor = graph.elementwise('Div', scaled ? call.weight('gamma') : graph.scalar(1), deviation);
  const stretched = graph.elementwise('Mul', centred, factor);
  const output = call.hasWeight('beta')
    ? graph.elementwise('Add', stretched, call.weight('beta'))
    : stretched;
  if (call.training) {
    call.follow('moving_mean', mean, momentum);
    call.follow('moving_variance', variance, momentum);
  }
  return {
    output,
    backward: (gradient) => {
      const total = graph.sum(gradient, axes);
      const ofDeviation = graph.elementwise(
        'Div',
        graph.sum(graph.elementwise('Mul', gradient, centred), axes),
        deviation,
      );
      const row = (value: Value) => graph.reshape(value, [input.shape.at(-1) as number]);
      call.addGradient('gamma', () => row(ofDeviation));
      call.addGradient('beta', () => row(total));
      if (!call.needsGradient(0)) return [undefined];
      const stretch = (value: Value) => graph.elementwise('Mul', value, factor);
      if (!call.training) return [stretch(gradient)];
      const count = graph.count(input, axes);
      const slope = graph.elementwise('Div', graph.elementwise('Div', ofDeviation, deviation), count);
      const level = graph.elementwise('Sub', gradient, graph.elementwise('Div', total, count));
      return [stretch(graph.elementwise('Sub', level, graph.elementwise('Mul', centred, slope)))];
    },
  };
};
