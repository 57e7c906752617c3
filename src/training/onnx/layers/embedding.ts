import type { LayerCall, LayerRule } from '../layer-rule.js';

/** `Embedding`: codes `[batch, n]` -> `[batch, n, dimensions]`. Only the rows that were looked up get a gradient. */
export const embedding: LayerRule = (call) => lookUp(call, 'embeddings', false);

/** `CodeEmbedding`: codes `[batch, 1]` -> `[batch, dimensions]`. */
export const codeEmbedding: LayerRule = (call) => lookUp(call, 'vectors', true);

function lookUp(call: LayerCall, name: string, single: boolean): ReturnType<LayerRule> {
  const { graph, inputs } = call;
  if (call.config.maskZero === true) throw call.unsupported('maskZero');
  const table = call.weight(name);
  const dimensions = table.shape[1] as number;
  const codes = graph.reshape(inputs[0]!, [null]);
  const rows = graph.op('Gather', [table, graph.toIntegers(codes)], [null, dimensions]);
  return {
    output: single ? rows : graph.reshape(rows, [...inputs[0]!.shape, dimensions]),
    backward: (gradient) => {
      const slopes = single ? gradient : graph.reshape(gradient, [null, dimensions]);
      const perRow = (inputs[0]!.shape.slice(1) as number[]).reduce((product, size) => product * size, 1);
      call.addRowGradient(name, codes, slopes, perRow);
      // Codes are no quantity that could be changed a little.
      return [undefined];
    },
  };
}
