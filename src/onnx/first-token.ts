import { findConstants, integerAttribute } from './constants.js';
import { encodeIntegers, encodeNode, untypedInfo, withInputs } from './encode.js';
import type { GraphNode, OnnxModel } from './model.js';
import { narrowedInputs } from './narrowing-rules.js';
import { DYNAMIC_QUANTIZATION, inferShapes } from './shapes.js';

/** An input of a node that reads a tensor at its first place on an axis only; without a node, an output of the graph. */
interface Edge {
  readonly node: GraphNode | null;
  readonly index: number;
  /** Counted from the end: -1 is the last axis. */
  readonly axis: number;
}

/** Of `[inputs, tokens, dimensions]`. */
const TOKENS = -2;

/**
 * A vision or text transformer whose result is read at the first token only need not compute the other tokens in its last layer: they
 * matter as keys and values alone. Cuts every tensor that is only used at its first token down to that token, from the
 * outputs backwards; a seventh of DistilBERT's multiplications is then not done. `hasTokens` says that the output itself is
 * `[inputs, tokens, dimensions]`; it becomes `[inputs, 1, dimensions]`. Numbers do not change, except that dynamic
 * quantisation scales the first token by its own range instead of that of all tokens. Returns the model
 * unchanged where nothing can be saved, or where that nothing changes is not sure.
 */
export function keepFirstToken(model: OnnxModel, hasTokens: boolean): OnnxModel {
  const plan = planNarrowing(model, hasTokens);
  return plan.narrowed.some(({ opType }) => opType.startsWith('MatMul'))
    ? applyNarrowing(model, plan)
    : model;
}

interface NarrowingPlan {
  /** Nodes that compute the first token only. */
  readonly narrowed: GraphNode[];
  /** Inputs that are to read the first token of a tensor that is computed as a whole, by the tensor's name. */
  readonly cuts: Map<string, Edge[]>;
  /** Nodes whose target shape has to say 1 at this axis, counted from the end. */
  readonly reshaped: Map<GraphNode, number>;
  /** Outputs of the graph that have one token. */
  readonly outputs: Set<string>;
}

function planNarrowing(model: OnnxModel, hasTokens: boolean): NarrowingPlan {
  const constants = findConstants(model);
  const shapes = inferShapes(model);
  const uses = new Map<string, number>();
  const wishes = new Map<string, Edge[]>();
  const use = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
  const wish = (name: string, edge: Edge) => wishes.set(name, [...(wishes.get(name) ?? []), edge]);
  for (const node of model.nodes) for (const name of [...node.inputs, ...node.captured]) use(name);
  for (const { name } of model.outputs) {
    use(name);
    if (hasTokens && shapes.dims(name)?.length === 3) wish(name, { node: null, index: 0, axis: TOKENS });
  }
  const plan: NarrowingPlan = { narrowed: [], cuts: new Map(), reshaped: new Map(), outputs: new Set() };
  // Nodes come in the order of computation, so that backwards all readers of a tensor come before its maker.
  for (const node of [...model.nodes].reverse()) {
    const [data, index] = node.inputs;
    if (node.opType === 'Gather' && shapes.dims(data!)?.length === 3) {
      const isOnTokens = [1, TOKENS].includes(integerAttribute(node, 'axis', 0));
      const places = constants.integers(index!);
      const isFirst = places?.length === 1 && places[0] === 0;
      if (isOnTokens && isFirst) wish(data!, { node, index: 0, axis: TOKENS });
    }
    const output = node.outputs[0] ?? '';
    const [edge, ...others] = wishes.get(output) ?? [];
    const isOfOne = node.outputs.length === 1 || node.opType === DYNAMIC_QUANTIZATION;
    if (edge === undefined || !isOfOne) continue;
    const isEveryUse = others.length + 1 === uses.get(output);
    if (!isEveryUse || others.some(({ axis }) => axis !== edge.axis)) continue;
    const inputs = narrowedInputs(node, edge.axis, constants, shapes);
    if (inputs === null) continue;
    wishes.delete(output);
    plan.narrowed.push(node);
    if (node.opType === 'Reshape') plan.reshaped.set(node, edge.axis);
    if ([edge, ...others].some((one) => one.node === null)) plan.outputs.add(output);
    for (const input of inputs) wish(node.inputs[input.index]!, { node, ...input });
  }
  // What is left is computed as a whole, and read at its first token by those who want no more.
  for (const [name, edges] of wishes) plan.cuts.set(name, edges);
  return plan;
}

function applyNarrowing(model: OnnxModel, { cuts, reshaped, outputs }: NarrowingPlan): OnnxModel {
  const inputs = new Map<GraphNode, string[]>();
  const inputsOf = (node: GraphNode) => {
    const known = inputs.get(node) ?? [...node.inputs];
    inputs.set(node, known);
    return known;
  };
  const axes = new Set<number>();
  const after = new Map<string, GraphNode[]>();
  for (const [name, edges] of cuts) {
    const slices = new Map<number, GraphNode>();
    for (const { node, index, axis } of edges) {
      if (node === null) continue;
      const cut = `${name}/first_token${axis}`;
      slices.set(axis, encodeNode('Slice', [name, ZERO, ONE, axisName(axis)], cut));
      axes.add(axis);
      inputsOf(node)[index] = cut;
    }
    after.set(name, [...slices.values()]);
  }
  const nodes = model.nodes.flatMap((node) => {
    const axis = reshaped.get(node);
    const before = axis === undefined ? [] : oneTokenShape(node, axis, inputsOf(node));
    if (axis !== undefined) for (const bound of [axis, axis + 1]) axes.add(bound);
    const changed = inputs.get(node);
    const behind = node.outputs.flatMap((name) => after.get(name) ?? []);
    return [...before, changed ? withInputs(node, changed) : node, ...behind];
  });
  const made = new Set(model.nodes.flatMap((node) => node.outputs));
  const given = [...after].flatMap(([name, slices]) => (made.has(name) ? [] : slices));
  const constants = [
    encodeIntegers(ZERO, [0]),
    encodeIntegers(ONE, [1]),
    encodeIntegers(ALL, [END]),
    ...[...axes].map((axis) => encodeIntegers(axisName(axis), [axis])),
  ];
  // What the file says of the sizes of tensors no longer holds for all of them.
  return {
    ...model,
    nodes: [...given, ...nodes],
    initializers: [...model.initializers, ...constants],
    outputs: model.outputs.map((output) => (outputs.has(output.name) ? untypedInfo(output.name) : output)),
    values: [],
  };
}

const ZERO = 'first_token/zero';
const ONE = 'first_token/one';
const ALL = 'first_token/end';
const END = 1_000_000;
const axisName = (axis: number) => `first_token/axis${axis}`;

/** `[a, tokens, b, ...]` -> `[a, 1, b, ...]`; changes the node's inputs in place. */
function oneTokenShape(node: GraphNode, axis: number, inputs: string[]): GraphNode[] {
  const shape = inputs[1]!;
  const name = `${node.outputs[0]}/first_token_shape`;
  const head = encodeNode('Slice', [shape, ZERO, axisName(axis)], `${name}/head`);
  const tail = encodeNode('Slice', [shape, axisName(axis + 1), ALL], `${name}/tail`);
  const joined = encodeNode('Concat', [`${name}/head`, ONE, `${name}/tail`], name, { axis: 0 });
  inputs[1] = name;
  return [head, tail, joined];
}
