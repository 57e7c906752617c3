import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type {
  BuildContext,
  EstimatorFitInput,
  EstimatorRatingHead,
  FusionStrategy,
  GraphRatingHead,
  HeadBuildContext,
  ModalityInput,
  RatingTargets,
} from '../../src/contracts/index.js';
import { RecommenderError } from '../../src/errors.js';
import type { EmbeddingMatrix, JsonObject, PluginState, RatingScale } from '../../src/types.js';
import { classCount } from '../../src/util/rating-scale.js';

/** Projects every modality, adds the projections up. */
export class PlainFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name: string = 'PlainFusion';

  build(inputs: readonly ModalityInput[], context: BuildContext): SymbolicTensor {
    const projected = inputs.map((modality) => this.project(modality, context));
    return projected.length === 1 ? projected[0]! : (layers.add().apply(projected) as SymbolicTensor);
  }

  config(): JsonObject {
    return {};
  }

  protected project({ values }: ModalityInput, context: BuildContext): SymbolicTensor {
    const dense = layers.dense({
      units: 6,
      kernelInitializer: initializers.glorotNormal({ seed: context.nextSeed() }),
    });
    const dropout = layers.dropout({ rate: 0.1, seed: context.nextSeed() });
    return dropout.apply(dense.apply(values)) as SymbolicTensor;
  }
}

/** One dense layer, softmax, cross-entropy. */
export class PlainHead implements GraphRatingHead {
  readonly kind = 'graph';
  readonly specVersion = 1;
  readonly name: string = 'PlainHead';

  build(fused: SymbolicTensor, { classes, nextSeed }: HeadBuildContext): SymbolicTensor {
    const kernelInitializer = initializers.glorotNormal({ seed: nextSeed() });
    return layers.dense({ units: classes, kernelInitializer }).apply(fused) as SymbolicTensor;
  }

  loss(outputs: tf.Tensor2D, targets: RatingTargets, _scale: RatingScale): tf.Scalar {
    return tf.mean(tf.mul(this.rowLoss(outputs, targets), targets.weights));
  }

  decode(outputs: tf.Tensor2D, _scale: RatingScale): tf.Tensor2D {
    return tf.softmax(outputs);
  }

  config(): JsonObject {
    return {};
  }

  protected rowLoss(outputs: tf.Tensor2D, { classIndex }: RatingTargets): tf.Tensor {
    const truth = tf.oneHot(classIndex, outputs.shape[1]);
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(outputs), truth), 1));
  }
}

/** Nearest class mean. */
export class PlainEstimator implements EstimatorRatingHead {
  readonly kind = 'estimator';
  readonly specVersion = 1;
  readonly name: string = 'PlainEstimator';
  protected means: Float32Array | undefined;

  async fit(training: EstimatorFitInput, _validation: EstimatorFitInput): Promise<void> {
    if (training.signal?.aborted) throw new RecommenderError('ABORTED', 'The fit was aborted.');
    this.means = undefined;
    const { data, dimensions } = training.features;
    const means = new Float32Array(classCount(training.scale) * dimensions);
    const counts = new Float32Array(classCount(training.scale));
    for (const [row, label] of training.classIndex.entries()) {
      counts[label]! += 1;
      for (let column = 0; column < dimensions; column++) {
        means[label * dimensions + column]! += data[row * dimensions + column]!;
      }
    }
    this.means = means.map((value, index) => value / Math.max(1, counts[Math.floor(index / dimensions)]!));
  }

  async predict(features: EmbeddingMatrix, scale: RatingScale): Promise<EmbeddingMatrix> {
    const { means } = this;
    if (means === undefined) throw new RecommenderError('NOT_FITTED', 'Call fit first.');
    const classes = classCount(scale);
    const data = new Float32Array(features.rows * classes);
    for (let row = 0; row < features.rows; row++) {
      const nearness = Array.from({ length: classes }, (_, label) => {
        let squared = 0;
        for (let column = 0; column < features.dimensions; column++) {
          const at = label * features.dimensions + column;
          squared += (features.data[row * features.dimensions + column]! - means[at]!) ** 2;
        }
        return Math.exp(-squared);
      });
      const sum = nearness.reduce((total, value) => total + value, 0);
      data.set(
        nearness.map((value) => value / sum),
        row * classes,
      );
    }
    return { data, rows: features.rows, dimensions: classes };
  }

  saveState(): PluginState {
    return { json: {}, arrays: { means: this.means ?? new Float32Array() } };
  }

  restoreState(state: PluginState): void {
    this.means = state.arrays?.means;
  }
}
