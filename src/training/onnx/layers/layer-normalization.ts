import { type LayerRule, leadingAxes } from '../layer-rule.js';

/** `LayerNormalization` over the last axis of every row (Ba, Kiros and Hinton 2016), with the population variance. */
export const layerNormalization: LayerRule = (call) => {
  const { graph, inputs, config } = call;
  const input = inputs[0]!;
  const { axis, epsilon } = config as { axis: number | number[]; epsilon: number };
  const last = input.shape.length - 1;
  const axes = [axis].flat();
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== last)) throw call.unsupported(`axis ${axes}`);
  const centred = graph.elementwise('Sub', input, graph.mean(input, [last]));
  const variance = graph.mean(graph.elementwise('Mul', centred, centred), [last]);
  const deviation = graph.map('Sqrt', graph.elementwise('Add', variance, graph.scalar(epsilon)));
  const normal = graph.elementwise('Div', centred, deviation);
  const scaled = call.hasWeight('gamma');
  const stretched = scaled ? graph.elementwise('Mul', normal, call.weight('gamma')) : normal;
  return {
    output: call.hasWeight('beta') ? graph.elementwise('Add', stretched, call.weight('beta')) : stretched,
    backward: (gradient) => {
      const leading = leadingAxes(input);
      call.addGradient('gamma', () => graph.sum(graph.elementwise('Mul', gradient, normal), leading, false));
      call.addGradient('beta', () => graph.sum(gradient, leading, false));
      if (!call.needsGradient(0)) return [undefined];
      const own = scaled ? graph.elementwise('Mul', gradient, call.weight('gamma')) : gradient;
      const level = graph.elementwise('Sub', own, graph.mean(own, [last]));
      const slope = graph.elementwise(
        'Mul',
        normal,
        graph.mean(graph.elementwise('Mul', own, normal), [last]),
      );
      return [graph.elementwise('Div', graph.elementwise('Sub', level, slope), deviation)];
    },
  };
};
