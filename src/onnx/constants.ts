import { ATTRIBUTE, NODE, readFields, string, TENSOR } from './fields.js';
import type { GraphNode, OnnxModel } from './model.js';

/** Attributes of a node by name, as messages. */
export function attributes({ bytes }: GraphNode): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const field of readFields(bytes)) {
    if (field.number === NODE.attribute) found.set(string(field.bytes, ATTRIBUTE.name), field.bytes);
  }
  return found;
}

/** A whole-number attribute, or what stands in for one that is not there. */
export function integerAttribute(node: GraphNode, name: string, otherwise: number): number {
  const found = attributes(node).get(name);
  if (found === undefined) return otherwise;
  return [...readFields(found)].find(({ number }) => number === ATTRIBUTE.int)?.integer ?? otherwise;
}

/** A list of whole numbers, or `null`. */
export function integersAttribute(node: GraphNode, name: string): number[] | null {
  const found = attributes(node).get(name);
  return found === undefined ? null : integersOf(found, ATTRIBUTE.ints);
}

/** The whole numbers of an attribute that is a tensor of them, or `null`. */
export function tensorAttribute(node: GraphNode, name: string): number[] | null {
  const found = attributes(node).get(name);
  const tensor = found && [...readFields(found)].find(({ number }) => number === ATTRIBUTE.tensor)?.bytes;
  return tensor ? tensorIntegers(tensor) : null;
}

/** Where a tensor that is known before the model runs comes from: weights, constants, and what only renames or turns them. */
export interface Constants {
  has(name: string): boolean;
  /** Sizes, or `null` when only its being constant is known. */
  dims(name: string): readonly number[] | null;
  /** The numbers of a small constant of whole numbers, or `null`. */
  integers(name: string): readonly number[] | null;
}

const PASSES_ON = new Set(['Identity', 'Transpose', 'DequantizeLinear', 'Cast']);

/** Finds the constants of a model. */
export function findConstants(model: OnnxModel): Constants {
  const known = new Map<
    string,
    { readonly dims: readonly number[] | null; readonly tensor: Uint8Array | null }
  >();
  for (const { name, dims, bytes, stored } of model.initializers) {
    known.set(name, { dims, tensor: stored === undefined ? bytes : null });
  }
  for (const node of model.nodes) {
    const [output] = node.outputs;
    if (output === undefined) continue;
    if (node.opType === 'Constant') {
      const value = attributes(node).get('value');
      const tensor = value && [...readFields(value)].find(({ number }) => number === ATTRIBUTE.tensor)?.bytes;
      // Constants may also be given as plain numbers or lists, which no exporter uses for what matters here.
      known.set(output, { dims: tensor ? integersOf(tensor, TENSOR.dims) : null, tensor: tensor ?? null });
    } else if (PASSES_ON.has(node.opType) && node.inputs.every((name) => name === '' || known.has(name))) {
      const same = node.opType === 'Identity' ? known.get(node.inputs[0]!) : undefined;
      known.set(output, same ?? { dims: null, tensor: null });
    }
  }
  return {
    has: (name) => known.has(name),
    dims: (name) => known.get(name)?.dims ?? null,
    integers: (name) => {
      const tensor = known.get(name)?.tensor;
      return tensor ? tensorIntegers(tensor) : null;
    },
  };
}

const INT64 = 7;

function tensorIntegers(tensor: Uint8Array): number[] | null {
  const fields = [...readFields(tensor)];
  if (fields.find(({ number }) => number === TENSOR.dataType)?.integer !== INT64) return null;
  const raw = fields.find(({ number }) => number === TENSOR.rawData)?.bytes;
  if (raw === undefined) return integersOf(tensor, TENSOR.int64Data);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)));
}

/** A repeated field of whole numbers, packed or not. */
export function integersOf(bytes: Uint8Array, wanted: number): number[] {
  return [...readFields(bytes)]
    .filter(({ number }) => number === wanted)
    .flatMap((field) => field.integers());
}
