import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * Field numbers of the ONNX messages that are read or written here; every other field is carried along as it is.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export const MODEL = { graph: 7 } as const;
export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = {
  name: 1,
  float: 2,
  int: 3,
  tensor: 5,
  graph: 6,
  ints: 8,
  graphs: 11,
  type: 20,
} as const;
export const TENSOR = {
  dims: 1,
  dataType: 2,
  int64Data: 7,
  name: 8,
  rawData: 9,
  externalData: 13,
  dataLocation: 14,
} as const;
export const ENTRY = { key: 1, value: 2 } as const;
export const VALUE_INFO = { name: 1, type: 2 } as const;
/** `element` is of the message of a sequence. */
export const TYPE = { tensor: 1, sequence: 4, element: 1 } as const;
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
export const DIMENSION = { value: 1, name: 2 } as const;

/** One field of a message: its number, its value as a reader at the right place, and all of its bytes. */
export interface Field {
  readonly number: number;
  readonly wireType: WireType;
  /** The value of a length-delimited field; empty for others. */
  readonly bytes: Uint8Array;
  /** The value of a varint field; 0 for others. */
  readonly integer: number;
  /** The values of a repeated field of whole numbers, whether this is one of them or all of them packed. */
  integers(): number[];
  /** Tag and value, to be written again unchanged. */
  readonly whole: Uint8Array;
}

/** The fields of a message in the order in which they come. */
export function* readFields(message: Uint8Array): Generator<Field> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    let bytes = new Uint8Array();
    let integer = 0;
    if (wireType === WireType.LengthDelimited) bytes = reader.bytes() as Uint8Array<ArrayBuffer>;
    else if (wireType === WireType.Varint) integer = Number(reader.int64());
    else reader.skip(wireType, number);
    const integers = () => (wireType === WireType.Varint ? [integer] : unpack(bytes));
    yield { number, wireType, bytes, integer, integers, whole: message.subarray(start, reader.pos) };
  }
}

function unpack(bytes: Uint8Array): number[] {
  const reader = new BinaryReader(bytes);
  const values: number[] = [];
  while (reader.pos < reader.len) values.push(Number(reader.int64()));
  return values;
}

/** The text in a string field. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** The strings of a repeated field. */
export function strings(message: Uint8Array, number: number): string[] {
  return [...readFields(message)].filter((field) => field.number === number).map(({ bytes }) => text(bytes));
}

/** The last string of a field, as protobuf wants it, or an empty one. */
export function string(message: Uint8Array, number: number): string {
  return strings(message, number).at(-1) ?? '';
}

/** A message made by a function that writes its fields. */
export function message(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

/** Writes a length-delimited field. */
export function writeBytes(writer: BinaryWriter, number: number, bytes: Uint8Array): void {
  writer.tag(number, WireType.LengthDelimited).bytes(bytes);
}

/** Writes a string field. */
export function writeString(writer: BinaryWriter, number: number, value: string): void {
  writer.tag(number, WireType.LengthDelimited).string(value);
}

/** Writes a whole number. */
export function writeInteger(writer: BinaryWriter, number: number, value: number): void {
  writer.tag(number, WireType.Varint).int64(value);
}
