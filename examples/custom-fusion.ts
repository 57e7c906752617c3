/** A fusion of your own: every modality is projected to one width, and the projections are multiplied and added. */
import {
  type BuildContext,
  ColorTextureImageEncoder,
  type FusionStrategy,
  initializers,
  layers,
  type ModalityInput,
  MultimodalRecommender,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { fusionStrategyConformance, runConformance, tinyDataset } from 'multimodal-recommender/testing';

/** What it learns is trained together with the head. */
class ProductFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = 'ProductFusion';

  constructor(readonly width = 32) {}

  build(inputs: readonly ModalityInput[], context: BuildContext) {
    const projected = inputs.map(({ values }) => {
      // Seeds from the context make the same configuration train to the same model.
      const kernelInitializer = initializers.glorotUniform({ seed: context.nextSeed() });
      return layers.dense({ units: this.width, activation: 'tanh', kernelInitializer }).apply(values);
    }) as ModalityInput['values'][];
    if (projected.length === 1) return projected[0]!;
    const product = layers.multiply().apply(projected) as ModalityInput['values'];
    return layers.concatenate().apply([...projected, product]) as ModalityInput['values'];
  }

  config() {
    return { width: this.width };
  }
}

const conformance = await runConformance(fusionStrategyConformance(() => new ProductFusion()));
console.log(`conformance: ${conformance.passed} passed, ${conformance.failed} failed`);

const recommender = new MultimodalRecommender({
  textEncoder: new TfidfTextEncoder({ dimensions: 32 }),
  imageEncoder: new ColorTextureImageEncoder(),
  fusion: new ProductFusion(),
  training: { epochs: 10 },
});
await recommender.fit(tinyDataset({ rows: 300 }).source);
const report = await recommender.evaluate();
console.log(
  `${report.model.fusion}: accuracy ${report.evaluation.contenders[0]!.metrics.accuracy.toFixed(3)}`,
);
await recommender.dispose();
