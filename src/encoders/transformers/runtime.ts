/** The module as a type; the code is loaded when a model is, because it brings onnxruntime and sharp along. */
export type TransformersModule = typeof import('@huggingface/transformers');

/** Loads transformers.js, once per process. */
export function loadTransformers(): Promise<TransformersModule> {
  return import('@huggingface/transformers');
}
