import { RecommenderError } from '../../errors.js';
import { inputOfProjection } from '../../onnx/find-embedding.js';
import type { OnnxModel } from '../../onnx/model.js';
import { valueShape } from '../../onnx/value-shape.js';
import type { OutputDemand } from './output-demand.js';

/** The error for a graph that does not give what was meant: says what it offers, inner tensors included. */
export function outputError(model: OnnxModel, demand: OutputDemand, problem: string): RecommenderError {
  const outputs = model.outputs.map((value) => ({ name: value.name, shape: valueShape(value) }));
  const offered = outputs.map(({ name, shape }) => `${name} [${shape?.join(', ') ?? '?'}]`).join(', ');
  const inner = innerCandidates(model);
  const hasLogits = outputs.some(({ name }) => name === 'logits');
  const hints = [
    hasLogits
      ? '"logits" are scores of words or classes, not an embedding.'
      : 'Set output to one of these, or use another export of the model.',
    ...(inner.length > 0
      ? [
          `Tensors inside of it that its last multiplications with weights read, and that can be named as output: ${inner.join(', ')}. inspectOnnxModel() lists all.`,
        ]
      : []),
  ];
  return new RecommenderError(
    'MODEL_OUTPUT',
    `${demand.owner}: "${demand.file}" ${problem}. The graph offers ${offered}. ${hints.join(' ')}`,
    { data: { file: demand.file, expected: demand.output, outputs, inner } },
  );
}

function innerCandidates(model: OnnxModel): string[] {
  const found = model.outputs.flatMap(({ name }) => [
    inputOfProjection(model, name, 1),
    inputOfProjection(model, name, 2),
  ]);
  const outputs = new Set(model.outputs.map(({ name }) => name));
  return [...new Set(found)].filter((name) => name !== null && !outputs.has(name)) as string[];
}
