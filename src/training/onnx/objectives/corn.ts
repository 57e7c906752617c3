import type { Value } from '../../../onnx/graph-builder.js';
import { meanLoss, type ObjectiveRule, positions } from './types.js';

/** CORN: binary cross-entropy of every logit k among the rows whose position is at least k. */
export const corn: ObjectiveRule = {
  loss: (input) => {
    const { graph, outputs, position } = input;
    const tasks = positions(graph, outputs.shape[1] as number);
    const concerns = graph.compare('GreaterOrEqual', position, tasks);
    const above = graph.compare('Greater', position, tasks);
    // softplus(z) - z where the answer is yes, softplus(z) where it is no.
    const losses = graph.elementwise(
      'Sub',
      graph.map('Softplus', outputs),
      graph.elementwise('Mul', outputs, above),
    );
    const slopes = graph.elementwise('Sub', graph.map('Sigmoid', outputs), above);
    const rowLoss = graph.sum(graph.elementwise('Mul', losses, concerns), [1]);
    return meanLoss(input, rowLoss, graph.elementwise('Mul', slopes, concerns));
  },
  probabilities: (graph, outputs, classes) => {
    const conditional = graph.map('Sigmoid', outputs);
    const column = (value: Value, at: number) =>
      graph.op('Slice', [value, ...[[at], [at + 1], [1]].map((n) => graph.integers(n))], [null, 1]);
    // Probability of being above k: the product of the conditional ones up to k.
    let reached = graph.map('Exp', graph.elementwise('Mul', column(outputs, 0), graph.scalar(0)));
    const parts: Value[] = [];
    for (let k = 0; k < classes - 1; k++) {
      const further = column(conditional, k);
      parts.push(graph.elementwise('Mul', reached, graph.elementwise('Sub', graph.scalar(1), further)));
      reached = graph.elementwise('Mul', reached, further);
    }
    return graph.op('Concat', [...parts, reached], [null, classes], { axis: 1 });
  },
};
