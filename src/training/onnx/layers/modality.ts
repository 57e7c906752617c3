import type { LayerRule } from '../layer-rule.js';

/** `ModalityLayer`: present (values - mean) scale + (1 - present) absent; see the layer for its shapes. */
export const modality: LayerRule = (call) => {
  const { graph } = call;
  const [values, present] = call.inputs as [(typeof call.inputs)[0], (typeof call.inputs)[0]];
  const scale = call.weight('scale');
  const standard = graph.elementwise('Mul', graph.elementwise('Sub', values, call.weight('mean')), scale);
  const missing = graph.elementwise('Sub', graph.scalar(1), present);
  const kept = graph.elementwise('Mul', standard, present);
  return {
    output: graph.elementwise('Add', kept, graph.elementwise('Mul', missing, call.weight('absent'))),
    backward: (gradient) => {
      call.addGradient('absent', () => graph.rowSum(missing, gradient));
      if (!call.needsGradient(0)) return [undefined, undefined];
      return [graph.elementwise('Mul', graph.elementwise('Mul', gradient, scale), present), undefined];
    },
  };
};
