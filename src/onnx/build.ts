import { message, NODE, readFields, TENSOR, writeBytes, writeInteger, writeString } from './fields.js';
import type { GraphNode, Initializer } from './model.js';
import { parseNode } from './read-model.js';

const INT64 = 7;

/** A new node without attributes. */
export function makeNode(opType: string, inputs: readonly string[], output: string): GraphNode {
  return parseNode(
    message((writer) => {
      for (const input of inputs) writeString(writer, NODE.input, input);
      writeString(writer, NODE.output, output);
      writeString(writer, NODE.name, output);
      writeString(writer, NODE.opType, opType);
    }),
  );
}

/** The same node with an attribute more. */
export function withAttribute(node: GraphNode, attribute: Uint8Array): GraphNode {
  return parseNode(
    message((writer) => {
      writer.raw(node.bytes);
      writeBytes(writer, NODE.attribute, attribute);
    }),
  );
}

/** The same node with other inputs. */
export function withInputs(node: GraphNode, inputs: readonly string[]): GraphNode {
  return parseNode(
    message((writer) => {
      for (const input of inputs) writeString(writer, NODE.input, input);
      for (const { number, whole } of readFields(node.bytes)) if (number !== NODE.input) writer.raw(whole);
    }),
  );
}

/** A constant list of whole numbers. */
export function makeIntegers(name: string, values: readonly number[]): Initializer {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  const bytes = message((writer) => {
    writeInteger(writer, TENSOR.dims, values.length);
    writeInteger(writer, TENSOR.dataType, INT64);
    writeString(writer, TENSOR.name, name);
    writeBytes(writer, TENSOR.rawData, raw);
  });
  return { name, dims: [values.length], dataType: INT64, bytes };
}
