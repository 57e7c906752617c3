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
  const width = input.shape.at(-1) as number;
  const scaled = call.hasWeight('gamma');
  const mean = call.training ? graph.mean(input, axes) : call.weight('moving_mean');
  const centred = graph.elementwise('Sub', input, mean);
  const variance = call.training
    ? graph.mean(graph.elementwise('Mul', centred, centred), axes)
    : call.weight('moving_variance');
  const deviation = graph.map('Sqrt', graph.elementwise('Add', variance, graph.scalar(epsilon)));
  const normal = graph.elementwise('Div', centred, deviation);
  const stretched = scaled ? graph.elementwise('Mul', normal, call.weight('gamma')) : normal;
  const output = call.hasWeight('beta')
    ? graph.elementwise('Add', stretched, call.weight('beta'))
    : stretched;
  if (call.training) {
    for (const [name, batch] of [
      ['moving_mean', mean],
      ['moving_variance', variance],
    ] as const) {
      const moving = call.weight(name);
      const step = graph.elementwise('Sub', moving, graph.reshape(batch, [width]));
      const moved = graph.elementwise('Mul', step, graph.scalar(1 - momentum));
      call.update(name, graph.elementwise('Sub', moving, moved));
    }
  }
  return {
    output,
    backward: (gradient) => {
      const ofNormal = graph.elementwise('Mul', gradient, normal);
      call.addGradient('gamma', () => graph.sum(ofNormal, axes, false));
      call.addGradient('beta', () => graph.sum(gradient, axes, false));
      if (!call.needsGradient(0)) return [undefined];
      const factor = scaled ? graph.elementwise('Div', call.weight('gamma'), deviation) : undefined;
      const stretch = (value: typeof gradient) =>
        factor ? graph.elementwise('Mul', value, factor) : graph.elementwise('Div', value, deviation);
      if (!call.training) return [stretch(gradient)];
      const level = graph.elementwise('Sub', gradient, graph.mean(gradient, axes));
      const slope = graph.elementwise('Mul', normal, graph.mean(ofNormal, axes));
      return [stretch(graph.elementwise('Sub', level, slope))];
    },
  };
};
