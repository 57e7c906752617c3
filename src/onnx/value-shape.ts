import { DIMENSION, readFields, TENSOR_TYPE, TYPE, text, VALUE_INFO } from './fields.js';
import type { NamedValue, OnnxModel } from './model.js';
import type { TensorInfo } from './session.js';

/** Sizes of an input, an output or an inner tensor as far as the file says them, names for sizes that vary; `null` where it says nothing. */
export function valueShape({ bytes }: NamedValue): (number | string)[] | null {
  const type = field(bytes, VALUE_INFO.type);
  const tensor = type && field(type, TYPE.tensor);
  const shape = tensor && field(tensor, TENSOR_TYPE.shape);
  if (!shape) return null;
  return [...readFields(shape)].map(({ bytes: dimension }) => {
    const [size] = [...readFields(dimension)];
    if (size === undefined) return '?';
    return size.number === DIMENSION.value ? size.integer : text(size.bytes);
  });
}

/** Names of element types by ONNX's numbers; those that a model may take as input here. */
const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
};

/** What a model takes. Old files list weights among the inputs; those are none. */
export function modelInputs({ inputs, initializers }: OnnxModel): TensorInfo[] {
  const weights = new Set(initializers.map(({ name }) => name));
  return inputs
    .filter(({ name }) => !weights.has(name))
    .map((value) => ({ name: value.name, type: elementType(value), shape: valueShape(value) ?? [] }));
}

function elementType({ bytes }: NamedValue): string {
  const type = field(bytes, VALUE_INFO.type);
  const tensor = type && field(type, TYPE.tensor);
  const number =
    tensor && [...readFields(tensor)].find((entry) => entry.number === TENSOR_TYPE.elementType)?.integer;
  return ELEMENT_TYPES[number ?? 0] ?? `type ${number}`;
}

function field(message: Uint8Array, wanted: number): Uint8Array | undefined {
  return [...readFields(message)].find(({ number }) => number === wanted)?.bytes;
}
