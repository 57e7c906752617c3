import { meanLoss, type ObjectiveRule, positions } from './types.js';

/** Softmax cross-entropy of logits; its slope is the difference of predicted and wanted probabilities. */
export function crossEntropy(labelSmoothing: number): ObjectiveRule {
  return {
    loss: (input) => {
      const { graph, outputs, position } = input;
      const classes = outputs.shape[1] as number;
      const hits = graph.compare('Equal', position, positions(graph, classes));
      const kept = graph.elementwise('Mul', hits, graph.scalar(1 - labelSmoothing));
      const wanted = graph.elementwise('Add', kept, graph.scalar(labelSmoothing / classes));
      const logs = graph.map('LogSoftmax', outputs, { axis: -1 });
      const rowLoss = graph.map('Neg', graph.sum(graph.elementwise('Mul', wanted, logs), [1]));
      return meanLoss(input, rowLoss, graph.elementwise('Sub', graph.map('Exp', logs), wanted));
    },
    probabilities: (graph, outputs) => graph.map('Softmax', outputs, { axis: -1 }),
  };
}
