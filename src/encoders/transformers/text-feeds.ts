import { RecommenderError } from '../../errors.js';
import type { TensorInfo, TensorInput } from '../../onnx/session.js';

/** What a text model may ask for, as a function of the token's position and whether it is padding. */
const KNOWN_INPUTS: Readonly<Record<string, (id: number, position: number, isPadding: boolean) => number>> = {
  input_ids: (id) => id,
  attention_mask: (_id, _position, isPadding) => (isPadding ? 0 : 1),
  token_type_ids: () => 0,
  position_ids: (_id, position) => position,
};

/** Raises `MODEL_OUTPUT` when the graph wants something that no text can give. */
export function checkTextInputs(owner: string, file: string, inputs: readonly TensorInfo[]): void {
  const strange = inputs.filter(({ name }) => !Object.hasOwn(KNOWN_INPUTS, name));
  const hasIds = inputs.some(({ name }) => name === 'input_ids');
  if (strange.length === 0 && hasIds) return;
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `${owner}: a text model takes ${Object.keys(KNOWN_INPUTS).join(', ')}, but "${file}" takes ${inputs.map(({ name }) => name).join(', ')}. For a model with towers choose the text tower, for instance modelFile: "text_model".`,
    { data: { file, inputs } },
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
    const at = (index: number) => {
      const row = ids[Math.floor(index / length)]!;
      const position = index % length;
      return value(row[position] ?? paddingId, position, position >= row.length);
    };
    const data = new (type === 'int32' ? Int32Array : BigInt64Array)(ids.length * length);
    for (let index = 0; index < data.length; index++) {
      data[index] = data instanceof Int32Array ? at(index) : BigInt(at(index));
    }
    return [name, { data, dims: [ids.length, length] }] as const;
  });
  return Object.fromEntries(feeds);
}
