import { type ModelOptions, PRECISION_SUFFIX } from './model-options.js';

/** Names under which the graph may be kept: below `onnx/`, as most exports do, or at the root. */
export function graphNames({ modelFile, dtype }: Pick<ModelOptions, 'modelFile' | 'dtype'>): string[] {
  if (modelFile.endsWith('.onnx')) return [modelFile];
  const name = `${modelFile}${PRECISION_SUFFIX[dtype]}.onnx`;
  return [`onnx/${name}`, name];
}
