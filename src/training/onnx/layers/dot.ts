import type { Value } from '../../../onnx/graph-builder.js';
import type { LayerRule } from '../layer-rule.js';

/**
 * `Dot`: the product of the inputs of every row along one axis each. Vectors `[batch, n]` give `[batch, 1]`; matrices give
 * `[batch, a, b]`, a and b being the axes that are left.
 */
export const dot: LayerRule = (call) => {
  const { graph, config } = call;
  const [a, b] = call.inputs as [Value, Value];
  const rank = a.shape.length;
  if (config.normalize === true) throw call.unsupported('normalize');
  if (rank !== b.shape.length || rank > 3)
    throw call.unsupported(`inputs of rank ${rank} and ${b.shape.length}`);
  const pair = Array.isArray(config.axes) ? (config.axes as number[]) : [config.axes, config.axes];
  const [axisA, axisB] = pair.map((axis) => ((axis as number) + rank) % rank) as [number, number];
  if (axisA === 0 || axisB === 0) throw call.unsupported('the axis of the batch');
  if (rank === 2) {
    return {
      output: graph.sum(graph.elementwise('Mul', a, b), [1]),
      backward: (gradient) =>
        [b, a].map((other, position) =>
          call.needsGradient(position) ? graph.elementwise('Mul', gradient, other) : undefined,
        ),
    };
  }
  const flip = (value: Value): Value => {
    const [batch, rows, columns] = value.shape as [null, number, number];
    return graph.op('Transpose', [value], [batch, columns, rows], { perm: [0, 2, 1] });
  };
  const product = (left: Value, right: Value) =>
    graph.op('MatMul', [left, right], [left.shape[0]!, left.shape[1]!, right.shape[2]!]);
  // As left [batch, m, k] times right [batch, k, n].
  const left = axisA === 2 ? a : flip(a);
  const right = axisB === 1 ? b : flip(b);
  return {
    output: product(left, right),
    backward: (gradient) => {
      const ofLeft = call.needsGradient(0) ? product(gradient, flip(right)) : undefined;
      const ofRight = call.needsGradient(1) ? product(flip(left), gradient) : undefined;
      return [
        ofLeft && axisA !== 2 ? flip(ofLeft) : ofLeft,
        ofRight && axisB !== 1 ? flip(ofRight) : ofRight,
      ];
    },
  };
};
