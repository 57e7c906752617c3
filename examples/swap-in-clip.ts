/**
 * CLIP instead of DistilBERT and ResNet50: both encoders are swapped, nothing else changes.
 *
 *   npx tsx examples/swap-in-clip.ts            downloads Xenova/clip-vit-base-patch32 on first use
 *   CLIP_MODEL=./my-clip npx tsx examples/...        a folder in the Hub's layout; no network needed
 */
import {
  MultimodalRecommender,
  TransformersImageEncoder,
  TransformersTextEncoder,
} from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';

const model = process.env.CLIP_MODEL ?? 'Xenova/clip-vit-base-patch32';

const recommender = new MultimodalRecommender({
  textEncoder: new TransformersTextEncoder({
    model,
    modelFile: 'text_model',
    output: 'text_embeds',
    pooling: 'none',
    normalize: true,
    maxTokens: 77,
  }),
  imageEncoder: new TransformersImageEncoder({
    model,
    modelFile: 'vision_model',
    output: 'image_embeds',
    normalize: true,
  }),
  training: { epochs: 10 },
});
await recommender.fit(tinyDataset({ rows: 200 }).source);

const report = await recommender.evaluate({ title: 'CLIP' });
for (const { name, encoder, dimensions } of report.model.modalities) console.log(name, encoder, dimensions);
console.log(await recommender.predictRating({ text: 'great, love it' }));
await recommender.dispose();
