/** A head of your own: one dense layer and a softmax, trained with smoothed labels. */
import {
  type GraphRatingHead,
  type HeadBuildContext,
  initializers,
  layers,
  MultimodalRecommender,
  type RatingTargets,
  type SymbolicTensor,
  TfidfTextEncoder,
  tf,
} from 'multimodal-recommender';
import { ratingHeadConformance, runConformance, tinyDataset } from 'multimodal-recommender/testing';

class SmoothedLinearHead implements GraphRatingHead {
  readonly kind = 'graph';
  readonly specVersion = 1;
  readonly name = 'SmoothedLinearHead';

  constructor(readonly smoothing = 0.1) {}

  build(fused: SymbolicTensor, { classes, nextSeed }: HeadBuildContext) {
    const kernelInitializer = initializers.glorotUniform({ seed: nextSeed() });
    return layers.dense({ units: classes, kernelInitializer }).apply(fused) as SymbolicTensor;
  }

  loss(logits: tf.Tensor2D, { classIndex, weights }: RatingTargets) {
    return tf.tidy(() => {
      const classes = logits.shape[1];
      const exact = tf.oneHot(classIndex, classes, 1, 0, 'float32');
      const smooth = tf.add(tf.mul(exact, 1 - this.smoothing), this.smoothing / classes);
      const crossEntropy = tf.neg(tf.sum(tf.mul(smooth, tf.logSoftmax(logits)), 1));
      return tf.mean(tf.mul(crossEntropy, weights)) as tf.Scalar;
    });
  }

  decode(logits: tf.Tensor2D) {
    return tf.softmax(logits) as tf.Tensor2D;
  }

  config() {
    return { smoothing: this.smoothing };
  }
}

const conformance = await runConformance(ratingHeadConformance(() => new SmoothedLinearHead()));
console.log(`conformance: ${conformance.passed} passed, ${conformance.failed} failed`);

const recommender = new MultimodalRecommender({
  textEncoder: new TfidfTextEncoder({ dimensions: 32 }),
  imageEncoder: null,
  head: new SmoothedLinearHead(),
  training: { epochs: 20 },
});
await recommender.fit(tinyDataset({ rows: 300 }).source);
console.log(await recommender.predictRating({ text: 'great, love it' }));
await recommender.dispose();
