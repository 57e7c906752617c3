import { makeIntegers, makeNode, withAttribute, withInputs } from './build.js';
import { findConstants, integerAttribute } from './constants.js';
import { ATTRIBUTE, message, writeInteger, writeString } from './fields.js';
import type { GraphNode, OnnxModel } from './model.js';
import { type Narrowing, narrowedInputs } from './narrowing-rules.js';

/** An input of a node. */
interface Edge {
  readonly node: GraphNode;
  readonly index: number;
}

/**
 * A vision or text transformer whose result is read at the first token only need not compute the other tokens in its last layer: they
 * matter as keys and values alone. Cuts every tensor that is only used at its first token down to that token, from the
 * outputs backwards; a sixth of DistilBERT is then not computed. `hasTokens` says that the output itself is
 * `[inputs, tokens, dimensions]`; it becomes `[inputs, 1, dimensions]`. Numbers do not change. Returns the model
 * unchanged where nothing can be saved.
 */
export function keepFirstToken(model: OnnxModel, hasTokens: boolean): OnnxModel {
  const plan = planNarrowing(model, hasTokens);
  return plan.narrowed.some(({ opType }) => opType === 'MatMul') ? applyNarrowing(model, plan) : model;
}

interface NarrowingPlan {
  /** Nodes that compute the first token only. */
  readonly narrowed: GraphNode[];
  /** Inputs that are to read the first token of a tensor that is computed as a whole. */
  readonly cuts: Map<string, { readonly axis: number; readonly edges: Edge[] }>;
  /** Nodes whose target shape has to say one token. */
  readonly reshaped: Set<GraphNode>;
}

function planNarrowing(model: OnnxModel, hasTokens: boolean): NarrowingPlan {
  const constants = findConstants(model);
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const uses = new Map<string, number>();
  for (const node of model.nodes) {
    for (const name of [...node.inputs, ...node.captured]) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const wishes = new Map<string, { state: Narrowing; edges: Edge[] }>();
  const isOutput = new Set(model.outputs.map(({ name }) => name));
  const wish = (name: string, state: Narrowing, edge: Edge) => {
    const known = wishes.get(name);
    if (known === undefined) wishes.set(name, { state, edges: [edge] });
    else if (known.state.axis === state.axis && known.state.rank === state.rank) known.edges.push(edge);
  };
  const plan: NarrowingPlan = { narrowed: [], cuts: new Map(), reshaped: new Set() };
  // Nodes come in the order of computation, so that backwards all readers of a tensor come before its maker.
  for (const node of [...model.nodes].reverse()) {
    if (node.opType === 'Gather' && integerAttribute(node, 'axis', 0) === 1) {
      const index = constants.integers(node.inputs[1]!);
      const isFirst = index?.length === 1 && index[0] === 0;
      if (isFirst) wish(node.inputs[0]!, { axis: 1, rank: 3 }, { node, index: 0 });
    }
    const [output] = node.outputs;
    if (output === undefined) continue;
    const wanted = wishes.get(output);
    const state = isOutput.has(output) && hasTokens ? { axis: 1, rank: 3 } : wanted?.state;
    if (state === undefined) continue;
    const everyUse =
      (wanted?.edges.length ?? 0) === (uses.get(output) ?? 0) && (!isOutput.has(output) || hasTokens);
    const inputs =
      everyUse && node.outputs.length === 1 ? narrowedInputs(node, state, constants, producers) : null;
    if (inputs === null) {
      if (wanted) plan.cuts.set(output, { axis: wanted.state.axis, edges: wanted.edges });
      continue;
    }
    plan.narrowed.push(node);
    if (node.opType === 'Reshape') plan.reshaped.add(node);
    for (const { index, state: inner } of inputs) wish(node.inputs[index]!, inner, { node, index });
  }
  for (const [name, { state, edges }] of wishes) {
    if (!producers.has(name)) plan.cuts.set(name, { axis: state.axis, edges });
  }
  return plan;
}

function applyNarrowing(model: OnnxModel, { cuts, reshaped }: NarrowingPlan): OnnxModel {
  const inputs = new Map<GraphNode, string[]>();
  const inputsOf = (node: GraphNode) => {
    const known = inputs.get(node) ?? [...node.inputs];
    inputs.set(node, known);
    return known;
  };
  const constants = [
    makeIntegers(ZERO, [0]),
    makeIntegers(ONE, [1]),
    makeIntegers(TWO, [2]),
    makeIntegers(ALL, [END]),
  ];
  const after = new Map<string, GraphNode[]>();
  for (const [name, { axis, edges }] of cuts) {
    const cut = `${name}/first_token`;
    after.set(name, [makeNode('Slice', [name, ZERO, ONE, axis === 1 ? ONE : TWO], cut)]);
    for (const { node, index } of edges) inputsOf(node)[index] = cut;
  }
  const nodes = model.nodes.flatMap((node) => {
    const before = reshaped.has(node) ? oneTokenShape(inputsOf(node)) : [];
    const changed = inputs.get(node);
    const behind = node.outputs.flatMap((name) => after.get(name) ?? []);
    return [...before, changed ? withInputs(node, changed) : node, ...behind];
  });
  const first = model.inputs.flatMap(({ name }) => after.get(name) ?? []);
  // What the file says of the sizes of inner tensors no longer holds for all of them.
  return {
    ...model,
    nodes: [...first, ...nodes],
    initializers: [...model.initializers, ...constants],
    values: [],
  };
}

const ZERO = 'first_token/zero';
const ONE = 'first_token/one';
const TWO = 'first_token/two';
const ALL = 'first_token/end';
const END = 1_000_000;

/** `[a, tokens, b, ...]` -> `[a, 1, b, ...]`; changes the node's inputs in place. */
function oneTokenShape(inputs: string[]): GraphNode[] {
  const shape = inputs[1]!;
  const name = `${inputs[0]}/first_token_shape`;
  const head = makeNode('Slice', [shape, ZERO, ONE], `${name}/head`);
  const tail = makeNode('Slice', [shape, TWO, ALL], `${name}/tail`);
  const axis = message((writer) => {
    writeString(writer, ATTRIBUTE.name, 'axis');
    writeInteger(writer, ATTRIBUTE.int, 0);
    writeInteger(writer, ATTRIBUTE.type, INTEGER);
  });
  const joined = withAttribute(makeNode('Concat', [`${name}/head`, ONE, `${name}/tail`], name), axis);
  inputs[1] = name;
  return [head, tail, joined];
}

/** ONNX's number for an attribute that is one whole number. */
const INTEGER = 2;
