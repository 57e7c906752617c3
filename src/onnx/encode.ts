import { type BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  ATTRIBUTE,
  DIMENSION,
  GRAPH,
  message,
  NODE,
  readFields,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
  writeBytes,
  writeInteger,
  writeString,
} from './fields.js';
import type { GraphNode, Initializer, NamedValue, OnnxModel } from './model.js';
import { parseNode } from './read-model.js';
import { writeOnnxModel } from './write-model.js';

/** Attributes of an operation; fractions are written with `float`. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

/** What {@link encodeModel} puts into a file. */
export type EncodedGraph = Pick<OnnxModel, 'nodes' | 'initializers' | 'inputs' | 'outputs'>;

/** ONNX's numbers of element types. */
export const FLOAT32 = 1;
export const INT64 = 7;

const FORMAT = { field: 1, version: 8 } as const;
const OPERATORS = { field: 8, versionField: 2, version: 13 } as const;
const KIND = { float: 1, int: 2, ints: 7 } as const;

/** An operation with one result, which also names it. */
export function encodeNode(
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Attributes = {},
): GraphNode {
  const bytes = message((writer) => {
    for (const input of inputs) writeString(writer, NODE.input, input);
    writeString(writer, NODE.output, output);
    writeString(writer, NODE.name, output);
    writeString(writer, NODE.opType, opType);
    for (const [name, value] of Object.entries(attributes)) {
      writeBytes(
        writer,
        NODE.attribute,
        message((inner) => writeAttribute(inner, name, value)),
      );
    }
  });
  return { opType, name: output, inputs, outputs: [output], captured: [], bytes };
}

function writeAttribute(writer: BinaryWriter, name: string, value: Attributes[string]): void {
  writeString(writer, ATTRIBUTE.name, name);
  if (typeof value === 'number') {
    writeInteger(writer, ATTRIBUTE.int, value);
    writeInteger(writer, ATTRIBUTE.type, KIND.int);
  } else if ('float' in value) {
    writer.tag(ATTRIBUTE.float, WireType.Bit32).float(value.float);
    writeInteger(writer, ATTRIBUTE.type, KIND.float);
  } else {
    for (const number of value) writeInteger(writer, ATTRIBUTE.ints, number);
    writeInteger(writer, ATTRIBUTE.type, KIND.ints);
  }
}

/** A constant from its bytes, least significant first. */
export function encodeTensor(
  name: string,
  dims: readonly number[],
  dataType: number,
  raw: Uint8Array,
): Initializer {
  const bytes = message((writer) => {
    for (const size of dims) writeInteger(writer, TENSOR.dims, size);
    writeInteger(writer, TENSOR.dataType, dataType);
    writeString(writer, TENSOR.name, name);
    writeBytes(writer, TENSOR.rawData, raw);
  });
  return { name, dims, dataType, bytes };
}

/** A constant list of whole numbers. */
export function encodeIntegers(name: string, numbers: readonly number[]): Initializer {
  const raw = new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer);
  return encodeTensor(name, [numbers.length], INT64, raw);
}

/** The same operation with other inputs. */
export function withInputs(node: GraphNode, inputs: readonly string[]): GraphNode {
  return parseNode(
    message((writer) => {
      for (const input of inputs) writeString(writer, NODE.input, input);
      for (const { number, whole } of readFields(node.bytes)) if (number !== NODE.input) writer.raw(whole);
    }),
  );
}

/** An input or output; `null` is the size of the batch, and sizes of the same name are equal. */
export function tensorInfo(
  name: string,
  sizes: readonly (number | string | null)[],
  elementType = FLOAT32,
): NamedValue {
  const shape = message((writer) => {
    for (const size of sizes) {
      writer.tag(1, WireType.LengthDelimited).fork();
      if (typeof size === 'number') writeInteger(writer, DIMENSION.value, size);
      else writeString(writer, DIMENSION.name, size ?? 'batch');
      writer.join();
    }
  });
  const tensor = message((writer) => {
    writeInteger(writer, TENSOR_TYPE.elementType, elementType);
    writeBytes(writer, TENSOR_TYPE.shape, shape);
  });
  return valueInfo(
    name,
    message((writer) => writeBytes(writer, TYPE.tensor, tensor)),
  );
}

/** An input, output or inner tensor whose type is left to inference. */
export function untypedInfo(name: string): NamedValue {
  return { name, bytes: message((writer) => writeString(writer, VALUE_INFO.name, name)) };
}

/** An input, output or inner tensor of a type that is encoded already. */
export function valueInfo(name: string, type: Uint8Array): NamedValue {
  const bytes = message((writer) => {
    writeString(writer, VALUE_INFO.name, name);
    writeBytes(writer, VALUE_INFO.type, type);
  });
  return { name, bytes };
}

/** A whole ONNX file of what was encoded, for operators that have been the same since version 13. */
export function encodeModel(name: string, graph: EncodedGraph): Uint8Array {
  const operators = message((writer) => writeInteger(writer, OPERATORS.versionField, OPERATORS.version));
  return writeOnnxModel(
    {
      ...graph,
      file: '',
      header: [
        message((writer) => writeInteger(writer, FORMAT.field, FORMAT.version)),
        message((writer) => writeBytes(writer, OPERATORS.field, operators)),
      ],
      values: [],
      rest: [message((writer) => writeString(writer, GRAPH.name, name))],
    },
    (file) => file,
  );
}
