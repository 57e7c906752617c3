import { add, div, exp, max, mul, serialization, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** Keeps the sum of the weights away from 0 where nothing is present; all weights are 0 there. */
export const WEIGHT_FLOOR = 1e-9;

/** Settings of a {@link MaskedWeights} layer. */
export interface MaskedWeightsConfig {
  /** What scores are multiplied by. @default 1 */
  readonly scale?: number;
  /** Layer name; made up when absent. */
  readonly name?: string;
}

/**
 * Softmax over the modalities that are present: scores `[batch, ..., n]` and present `[batch, n]` or `[batch, 1, n]` -> weights of the shape
 * of the scores, `w = present exp(s - max s) / (sum of those + 1e-9)` with `s = scale * scores`, 0 where a modality is absent. Backwards, with
 * the sum so far above the floor, `ds = w (g - sum(g w))`.
 */
export class MaskedWeights extends layers.Layer {
  static readonly className = 'MaskedWeights';
  readonly #scale: number;

  constructor({ scale = 1, name }: MaskedWeightsConfig = {}) {
    super(name === undefined ? {} : { name });
    this.#scale = scale;
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return (inputShape as (number | null)[][])[0]!;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [scores, present] = inputs as [Tensor, Tensor];
    return tidy(() => {
      const scaled = mul(scores, this.#scale);
      const kept = mul(exp(sub(scaled, max(scaled, -1, true))), present);
      return div(kept, add(sum(kept, -1, true), WEIGHT_FLOOR));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), scale: this.#scale };
  }
}

serialization.registerClass(MaskedWeights);
