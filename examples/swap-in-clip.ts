/**
 * CLIP instead of DistilBERT and ResNet50: both encoders are swapped, nothing else changes.
 *
 *   npx tsx examples/swap-in-clip.ts            downloads Xenova/clip-vit-base-patch32 on first use
 *   CLIP_MODEL=./my-clip npx tsx examples/...        a folder in the Hub's layout; no network needed
 */
import { ClipImageEncoder, ClipTextEncoder, MultimodalRecommender } from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';

const model = process.env.CLIP_MODEL ? { model: process.env.CLIP_MODEL } : {};

const recommender = new MultimodalRecommender({
  textEncoder: new ClipTextEncoder(model),
  imageEncoder: new ClipImageEncoder(model),
  training: { epochs: 10 },
});
await recommender.fit(tinyDataset({ rows: 200 }).source);

const report = await recommender.evaluate({ title: 'CLIP' });
for (const { name, encoder, dimensions } of report.model.modalities) console.log(name, encoder, dimensions);
console.log(await recommender.predictRating({ text: 'great, love it' }));
await recommender.dispose();
