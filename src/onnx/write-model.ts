import { type BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ENTRY, GRAPH, MODEL, message, TENSOR, writeBytes, writeInteger, writeString } from './fields.js';
import type { Initializer, OnnxModel } from './model.js';

const EXTERNAL = 1;

/**
 * The structure as an ONNX file of its own. Numbers that were left on disk are referred to as external data; `locate`
 * names the file for them, relative to the folder that onnxruntime is told.
 */
export function writeOnnxModel(model: OnnxModel, locate: (file: string) => string): Uint8Array {
  const graph = message((writer) => {
    for (const { bytes } of model.nodes) writeBytes(writer, GRAPH.node, bytes);
    for (const initializer of model.initializers) {
      writeBytes(writer, GRAPH.initializer, tensorBytes(initializer, locate));
    }
    for (const { bytes } of model.inputs) writeBytes(writer, GRAPH.input, bytes);
    for (const { bytes } of model.outputs) writeBytes(writer, GRAPH.output, bytes);
    for (const { bytes } of model.values) writeBytes(writer, GRAPH.valueInfo, bytes);
    for (const bytes of model.rest) writer.raw(bytes);
  });
  return message((writer) => {
    for (const bytes of model.header) writer.raw(bytes);
    writeBytes(writer, MODEL.graph, graph);
  });
}

function tensorBytes({ bytes, stored }: Initializer, locate: (file: string) => string): Uint8Array {
  if (stored === undefined) return bytes;
  return message((writer) => {
    writer.raw(bytes);
    writeEntry(writer, 'location', locate(stored.file));
    writeEntry(writer, 'offset', String(stored.offset));
    if (!Number.isNaN(stored.length)) writeEntry(writer, 'length', String(stored.length));
    writeInteger(writer, TENSOR.dataLocation, EXTERNAL);
  });
}

function writeEntry(writer: BinaryWriter, key: string, value: string): void {
  writer.tag(TENSOR.externalData, WireType.LengthDelimited).fork();
  writeString(writer, ENTRY.key, key);
  writeString(writer, ENTRY.value, value);
  writer.join();
}
