import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';

/** Puts the modalities side by side: `[batch, 768]` and `[batch, 2048]` become `[batch, 2816]`. Learns nothing. */
export class ConcatFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = 'ConcatFusion';

  build(inputs: readonly ModalityInput[]): SymbolicTensor {
    const values = inputs.map((input) => input.values);
    const [only, ...others] = values;
    if (only !== undefined && others.length === 0) return only;
    return layers.concatenate().apply(values) as SymbolicTensor;
  }

  config(): JsonObject {
    return {};
  }
}
