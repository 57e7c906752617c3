import type { OnnxModel } from './model.js';

/**
 * Names of the files beside the graph that hold its weights (`model.onnx_data`), as the graph says them; empty when it
 * holds them itself.
 */
export function externalFiles({ initializers, file }: OnnxModel): string[] {
  const own = file.split(/[\\/]/).at(-1);
  const files = initializers.flatMap(({ stored }) => (stored && stored.file !== own ? [stored.file] : []));
  return [...new Set(files)];
}
