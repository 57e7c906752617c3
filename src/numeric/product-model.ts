import { WireType } from '@bufbuild/protobuf/wire';
import { makeNode, withAttribute } from '../onnx/build.js';
import {
  ATTRIBUTE,
  DIMENSION,
  message,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
  writeBytes,
  writeInteger,
  writeString,
} from '../onnx/fields.js';
import type { NamedValue } from '../onnx/model.js';
import { writeOnnxModel } from '../onnx/write-model.js';

/** Versions of format and operators; Gemm has been the same since 13. */
const FORMAT = { field: 1, version: 8 } as const;
const OPERATORS = { field: 8, versionField: 2, version: 13 } as const;
const GRAPH_NAME_FIELD = 2;
const FLOAT32 = 1;
const INTEGER_ATTRIBUTE = 2;

/** The bytes of an ONNX model that multiplies its inputs `a` and `b`, the second of them transposed or not. */
export function productModel(transposed: boolean): Uint8Array {
  const node = withAttribute(
    makeNode('Gemm', ['a', 'b'], 'product'),
    message((writer) => {
      writeString(writer, ATTRIBUTE.name, 'transB');
      writeInteger(writer, ATTRIBUTE.int, transposed ? 1 : 0);
      writeInteger(writer, ATTRIBUTE.type, INTEGER_ATTRIBUTE);
    }),
  );
  const operators = message((writer) => writeInteger(writer, OPERATORS.versionField, OPERATORS.version));
  return writeOnnxModel(
    {
      file: '',
      header: [
        message((writer) => writeInteger(writer, FORMAT.field, FORMAT.version)),
        message((writer) => writeBytes(writer, OPERATORS.field, operators)),
      ],
      nodes: [node],
      initializers: [],
      inputs: [
        floatMatrix('a', 'm', 'k'),
        transposed ? floatMatrix('b', 'n', 'k') : floatMatrix('b', 'k', 'n'),
      ],
      outputs: [floatMatrix('product', 'm', 'n')],
      values: [],
      rest: [message((writer) => writeString(writer, GRAPH_NAME_FIELD, 'product'))],
    },
    (file) => file,
  );
}

/** A float32 matrix whose sizes are known by name only. */
function floatMatrix(name: string, ...sizes: readonly string[]): NamedValue {
  const shape = message((writer) => {
    for (const size of sizes) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writeString(writer, DIMENSION.name, size);
      writer.join();
    }
  });
  const tensor = message((writer) => {
    writeInteger(writer, TENSOR_TYPE.elementType, FLOAT32);
    writeBytes(writer, TENSOR_TYPE.shape, shape);
  });
  const bytes = message((writer) => {
    writeString(writer, VALUE_INFO.name, name);
    writeBytes(
      writer,
      VALUE_INFO.type,
      message((inner) => writeBytes(inner, TYPE.tensor, tensor)),
    );
  });
  return { name, bytes };
}
