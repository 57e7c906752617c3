import { type EncodedGraph, encodeNode, encodeTensor, FLOAT32, valueInfo } from './encode.js';
import { message, TENSOR_TYPE, TYPE, writeBytes, writeInteger } from './fields.js';

const NAME = 'refusal';
const ELEMENT = `${NAME}/element`;

/**
 * The same graph with a sequence as its first output, at which onnxruntime-node refuses to hand over results; `in-place.ts` says what
 * that is good for.
 */
export function refuseResults({ nodes, initializers, outputs, ...rest }: EncodedGraph): EncodedGraph {
  return {
    ...rest,
    nodes: [...nodes, encodeNode('SequenceConstruct', [ELEMENT], NAME)],
    initializers: [...initializers, encodeTensor(ELEMENT, [], FLOAT32, new Uint8Array(4))],
    outputs: [valueInfo(NAME, sequenceOfFloats()), ...outputs],
  };
}

function sequenceOfFloats(): Uint8Array {
  const number = message((writer) => writeInteger(writer, TENSOR_TYPE.elementType, FLOAT32));
  const element = message((writer) => writeBytes(writer, TYPE.tensor, number));
  const sequence = message((writer) => writeBytes(writer, TYPE.element, element));
  return message((writer) => writeBytes(writer, TYPE.sequence, sequence));
}
