import { findConstants } from './constants.js';
import type { GraphNode, OnnxModel } from './model.js';

/** Operations that multiply with weights, and where their data comes in. */
const PROJECTIONS = new Set([
  'DynamicQuantizeMatMul',
  'Gemm',
  'MatMul',
  'MatMulInteger',
  'MatMulNBits',
  'QLinearMatMul',
]);
/** Operations that change the form or the precision of numbers, but not what they mean. */
const CARRIERS = new Set(['Cast', 'DequantizeLinear', 'DynamicQuantizeLinear', 'Identity', 'QuantizeLinear']);

/**
 * The last tensor that is made inside of a named part of the network and read outside of it: the last hidden state, when
 * the part is the stack of layers. Exports name every operation and its results after the module that they come from; what
 * optimises a graph may leave one of the names.
 */
export function lastTensorOf(model: OnnxModel, scope: RegExp): string | null {
  const isInside = ({ name, outputs }: GraphNode) => [name, ...outputs].some((text) => scope.test(text));
  const inside = new Set(model.nodes.filter((node) => isInside(node) && !CARRIERS.has(node.opType)));
  const readOutside = new Set(model.outputs.map(({ name }) => name));
  for (const node of model.nodes) {
    // The shape of a tensor is read all over the graph; that says nothing about its use.
    if (!inside.has(node) && node.opType !== 'Shape') for (const name of node.inputs) readOutside.add(name);
  }
  const last = [...inside].reverse().find(({ outputs }) => outputs.some((name) => readOutside.has(name)));
  return last?.outputs.find((name) => readOutside.has(name)) ?? null;
}

/**
 * What the `count`-th last multiplication with weights before an output reads. The last one of a classifier reads
 * the pooled features; the last but one of a head that fills masks reads the last hidden state.
 */
export function inputOfProjection(model: OnnxModel, output: string, count: number): string | null {
  const constants = findConstants(model);
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const order = new Map(model.nodes.map((node, place) => [node, place] as const));
  let left = count;
  let node = producers.get(output);
  while (node !== undefined) {
    const isProjection = PROJECTIONS.has(node.opType) && constants.has(node.inputs[1] ?? '');
    if (isProjection && --left === 0) return carried(node.inputs[0]!, producers);
    // Of several makers of inputs the one that comes last in the graph: a shorter way round would skip a layer.
    const makers = node.inputs.flatMap((name) => (constants.has(name) ? [] : (producers.get(name) ?? [])));
    node = makers.sort((one, other) => order.get(other)! - order.get(one)!)[0];
  }
  return null;
}

/** Behind quantisation and casts, the tensor that they carry. */
function carried(name: string, producers: ReadonlyMap<string, GraphNode>): string {
  const maker = producers.get(name);
  return maker !== undefined && CARRIERS.has(maker.opType) ? carried(maker.inputs[0]!, producers) : name;
}
