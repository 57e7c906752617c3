import { add, div, exp, max, mul, serialization, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** Lies far below any score: the largest of the scores of a row is never that of something absent. */
export const ABSENT_SCORE = -1e9;
/** Keeps the sum of the weights away from 0 where nothing is present; all weights are 0 there. Lost beside the 1 of any other row. */
export const WEIGHT_FLOOR = 1e-9;

/** Settings of a {@link MaskedWeights} layer. */
export interface MaskedWeightsConfig {
  /** What scores are multiplied by. @default 1 */
  readonly scale?: number;
  /** Layer name; made up when absent. */
  readonly name?: string;
}

/**
 * Softmax over the modalities that are present: scores `[batch, ..., n]` and present (1 or 0) `[batch, n]` or `[batch, 1, n]` -> weights of the
 * shape of the scores. With `s = present * scale * scores - 1e9 (1 - present)` and `e = present * exp(s - max s)`, `w = e / (sum e + 1e-9)`: 0
 * where a modality is absent, whatever its score. Backwards, `dscores = scale * w * (g - sum(g w))`; present has no gradient.
 */
export class MaskedWeights extends layers.Layer {
  static readonly className = 'MaskedWeights';
  /** What scores are multiplied by. */
  readonly scale: number;

  constructor({ scale = 1, name }: MaskedWeightsConfig = {}) {
    super(name === undefined ? {} : { name });
    this.scale = scale;
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return (inputShape as (number | null)[][])[0]!;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [scores, present] = inputs as [Tensor, Tensor];
    return tidy(() => {
      const absence = mul(sub(1, present), ABSENT_SCORE);
      const masked = add(mul(mul(scores, this.scale), present), absence);
      const kept = mul(exp(sub(masked, max(masked, -1, true))), present);
      return div(kept, add(sum(kept, -1, true), WEIGHT_FLOOR));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), scale: this.scale };
  }
}

serialization.registerClass(MaskedWeights);
