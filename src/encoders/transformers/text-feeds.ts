import { RecommenderError } from '../../errors.js';
import type { OnnxGraph, TensorInfo, TensorInput } from './onnx-graph.js';

/** What a text model may ask for, as a function of the token's position and whether it is padding. */
const KNOWN_INPUTS: Readonly<Record<string, (id: number, position: number, isPadding: boolean) => number>> = {
  input_ids: (id) => id,
  attention_mask: (_id, _position, isPadding) => (isPadding ? 0 : 1),
  token_type_ids: () => 0,
  position_ids: (_id, position) => position,
};

/** Raises `MODEL_OUTPUT` when the graph wants something that no text can give. */
export function checkTextInputs(owner: string, file: string, graph: OnnxGraph): void {
  const strange = graph.inputs
    .filter(({ name }) => !Object.hasOwn(KNOWN_INPUTS, name))
    .map(({ name }) => name);
  const hasIds = graph.inputs.some(({ name }) => name === 'input_ids');
  if (strange.length === 0 && hasIds) return;
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `${owner}: a text model takes ${Object.keys(KNOWN_INPUTS).join(', ')}, but "${file}" takes ${graph.inputs.map(({ name }) => name).join(', ')}. For a model with towers choose the text tower, for instance modelFile: "text_model".`,
    { data: { file, inputs: graph.inputs } },
  );
}

/** At most `wanted` tokens, or as many as a graph of fixed length takes. */
export function tokenLimit(inputs: readonly TensorInfo[], wanted: number): number {
  return Math.min(wanted, fixedLength(inputs) ?? wanted);
}

function fixedLength(inputs: readonly TensorInfo[]): number | null {
  const length = inputs.find(({ name }) => name === 'input_ids')?.shape[1];
  return typeof length === 'number' ? length : null;
}

/** Token ids of several texts -> the graph's inputs, padded on the right to one length. */
export function textFeeds(
  inputs: readonly TensorInfo[],
  ids: readonly (readonly number[])[],
  paddingId: number,
): Record<string, TensorInput> {
  const length = fixedLength(inputs) ?? Math.max(...ids.map((row) => row.length));
  const feeds = inputs.map(({ name, type }) => {
    const value = KNOWN_INPUTS[name]!;
    const flat = ids.flatMap((row) =>
      Array.from({ length }, (_, position) =>
        value(row[position] ?? paddingId, position, position >= row.length),
      ),
    );
    const data = type === 'int32' ? Int32Array.from(flat) : BigInt64Array.from(flat, BigInt);
    return [name, { data, dims: [ids.length, length] }] as const;
  });
  return Object.fromEntries(feeds);
}

/**
 * Which texts may share a run without changing each other's vectors: all of them when padding is masked; only texts
 * of one length when the graph takes no mask; none when activations are quantised by the batch, or the graph takes
 * one row only.
 */
export function groupRows(
  lengths: readonly number[],
  limits: { readonly maxRows: number; readonly isMasked: boolean },
): number[][] {
  const groups: number[][] = [];
  const open = new Map<number, number[]>();
  lengths.forEach((length, row) => {
    const key = limits.isMasked ? 0 : length;
    let group = open.get(key);
    if (group === undefined || group.length >= limits.maxRows) {
      group = [];
      groups.push(group);
      open.set(key, group);
    }
    group.push(row);
  });
  return groups;
}

/** Rows per run: the batch size, or 1 where a larger batch would change vectors or is refused by the graph. */
export function rowsPerRun(graph: OnnxGraph, dtype: string, batchSize: number): number {
  const isQuantisedByBatch = dtype === 'q8' || dtype === 'int8' || dtype === 'uint8';
  return isQuantisedByBatch || graph.inputs.some(({ shape }) => shape[0] === 1) ? 1 : batchSize;
}
