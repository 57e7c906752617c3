import { encodeNode, FLOAT32, untypedInfo } from './encode.js';
import type { GraphNode, NamedValue, OnnxModel } from './model.js';

/**
 * The same model with one output, which may be every tensor inside. Nodes and weights that only served other outputs are
 * left out, and so are neither computed nor read. An inner tensor is given out as float32, whatever it is inside.
 */
export function selectOutput(model: OnnxModel, tensor: string): OnnxModel {
  const offered = model.outputs.find(({ name }) => name === tensor);
  if (offered !== undefined) return prune(model, offered);
  const output = `${tensor}/float32`;
  const cast = encodeNode('Cast', [tensor], output, { to: FLOAT32 });
  const value = untypedInfo(output);
  return prune({ ...model, nodes: [...model.nodes, cast] }, value);
}

/** Leaves out what the output does not need. */
function prune(model: OnnxModel, output: NamedValue): OnnxModel {
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const needed = new Set<string>();
  const kept = new Set<GraphNode>();
  const pending = [output.name];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '' || needed.has(name)) continue;
    needed.add(name);
    const maker = makers.get(name);
    if (maker === undefined || kept.has(maker)) continue;
    kept.add(maker);
    pending.push(...maker.inputs, ...maker.captured);
  }
  return {
    ...model,
    nodes: model.nodes.filter((node) => kept.has(node)),
    initializers: model.initializers.filter(({ name }) => needed.has(name)),
    inputs: model.inputs.filter(({ name }) => needed.has(name)),
    outputs: [output],
    values: model.values.filter(({ name }) => needed.has(name) && name !== output.name),
  };
}
