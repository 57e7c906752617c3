import { add, mul, serialization, sub, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';

/**
 * Standardises one modality and puts a learned vector where it is absent:
 * `present * (values - mean) * scale + (1 - present) * absent`. Inputs are values `[batch, dimensions]` and present
 * `[batch, 1]`; the output is `[batch, dimensions]`. `mean` and `scale` are set before training and stay; `absent`
 * starts at zero, which is the mean of a standardised modality, and is trained.
 */
export class ModalityLayer extends layers.Layer {
  static readonly className = 'ModalityLayer';
  private mean!: LayerVariable;
  private scale!: LayerVariable;
  private absent!: LayerVariable;

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const dimensions = (inputShape as (number | null)[][])[0]?.at(-1) ?? 0;
    const zeros = initializers.zeros();
    this.mean = this.addWeight('mean', [dimensions], 'float32', zeros, undefined, false);
    this.scale = this.addWeight('scale', [dimensions], 'float32', initializers.ones(), undefined, false);
    this.absent = this.addWeight('absent', [dimensions], 'float32', zeros, undefined, true);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return (inputShape as (number | null)[][])[0]!;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [values, present] = inputs as [Tensor, Tensor];
    return tidy(() => {
      const standardized = mul(sub(values, this.mean.read()), this.scale.read());
      const missing = mul(sub(1, present), this.absent.read());
      return add(mul(present, standardized), missing);
    });
  }

  /** Sets the shift and factor of every dimension. */
  setStandardization(mean: Float32Array, scale: Float32Array): void {
    tidy(() => {
      this.mean.write(tensor1d(mean));
      this.scale.write(tensor1d(scale));
    });
  }
}

serialization.registerClass(ModalityLayer);
