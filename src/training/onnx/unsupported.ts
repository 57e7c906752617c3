import { RecommenderError } from '../../errors.js';

/** What a model cannot be compiled for. */
export function unsupportedLayer(layer: string, className: string, what: string): RecommenderError {
  return new RecommenderError(
    'UNSUPPORTED_LAYER',
    `The layer "${layer}" (${className}) cannot be compiled to an ONNX graph: ${what}. ` +
      "Train with training.backend 'tfjs' (or 'auto', which does so by itself), or build the plug-in from other layers.",
    { data: { layer, className, what } },
  );
}
