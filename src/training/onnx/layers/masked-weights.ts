import { ABSENT_SCORE, WEIGHT_FLOOR } from '../../../fusion/layers/masked-weights.js';
import type { Value } from '../../../onnx/graph-builder.js';
import type { LayerRule } from '../layer-rule.js';

/** `MaskedWeights`: softmax over the modalities that are present; see the layer for its formula. */
export const maskedWeights: LayerRule = (call) => {
  const { graph, config } = call;
  const [scores, present] = call.inputs as [Value, Value];
  const last = scores.shape.length - 1;
  const scale = graph.scalar(config.scale as number);
  const scaled = graph.elementwise('Mul', graph.elementwise('Mul', scores, scale), present);
  const absent = graph.elementwise('Sub', graph.scalar(1), present);
  const masked = graph.elementwise(
    'Add',
    scaled,
    graph.elementwise('Mul', absent, graph.scalar(ABSENT_SCORE)),
  );
  const largest = graph.op('ReduceMax', [masked], [...scores.shape.slice(0, -1), 1], {
    axes: [last],
    keepdims: 1,
  });
  const powers = graph.map('Exp', graph.elementwise('Sub', masked, largest));
  const kept = graph.elementwise('Mul', powers, present);
  const total = graph.elementwise('Add', graph.sum(kept, [last]), graph.scalar(WEIGHT_FLOOR));
  const output = graph.elementwise('Div', kept, total);
  return {
    output,
    backward: (gradient) => {
      if (!call.needsGradient(0)) return [undefined, undefined];
      const weighted = graph.elementwise('Mul', gradient, output);
      const share = graph.elementwise('Mul', output, graph.sum(weighted, [last]));
      return [graph.elementwise('Mul', graph.elementwise('Sub', weighted, share), scale), undefined];
    },
  };
};
