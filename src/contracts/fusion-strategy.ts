import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { JsonObject } from '../types.js';

/** Seeds and names for the layers that a plug-in adds to the graph. */
export interface BuildContext {
  /** A new seed for every initialiser and dropout layer, in a fixed order. */
  nextSeed(): number;
}

/** One modality as the fusion sees it. */
export interface ModalityInput {
  /** `review`, `image`, ... */
  readonly name: string;
  readonly dimensions: number;
  /** `[batch, dimensions]`. Rows where the modality is absent hold a learned "absent" vector, never silent zeros. */
  readonly values: SymbolicTensor;
  /** `[batch, 1]`: 1 where the modality is present, 0 where it is absent. */
  readonly present: SymbolicTensor;
}

/** What a fusion builds that projects every modality before it joins them. */
export interface FusedModalities {
  /** `[batch, fused]`. */
  readonly fused: SymbolicTensor;
  /** One `[batch, n]` per modality, in the order of the inputs: where an auxiliary loss per modality is attached. */
  readonly projections: readonly SymbolicTensor[];
}

/**
 * Joins the modalities to one vector per row by adding layers to a tfjs-layers graph, so that what it learns is
 * trained together with the head.
 */
export interface FusionStrategy {
  readonly specVersion: 1;
  /** Identifies the kind of fusion in a saved model. */
  readonly name: string;
  /**
   * Returns `[batch, fused]`, with the projections of the modalities where there are any. Called once per fit; must not keep state from
   * call to call.
   */
  build(inputs: readonly ModalityInput[], context: BuildContext): SymbolicTensor | FusedModalities;
  /** Constructor options in a form that JSON can hold. */
  config?(): JsonObject;
}
