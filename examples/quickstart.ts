/** Quickstart: Amazon-format files in, a rating model out. Needs no network and no downloaded weights. */
import {
  AmazonReviewsSource,
  ColorTextureImageEncoder,
  MultimodalRecommender,
  renderText,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { drawSampleCatalogue } from './sample-catalogue/index.js';

// Stands in for your own `reviews.jsonl.gz` and `meta.jsonl.gz`.
const files = await drawSampleCatalogue({
  directory: '.cache/quickstart',
  seed: 1,
  products: 120,
  reviews: 600,
});

// Leave the two encoders out to get DistilBERT and ResNet50, which are downloaded on first use.
const recommender = new MultimodalRecommender({
  textEncoder: new TfidfTextEncoder({ dimensions: 64 }),
  imageEncoder: new ColorTextureImageEncoder(),
  training: { epochs: 10 },
});
await recommender.fit(new AmazonReviewsSource(files));

console.log(renderText(await recommender.evaluate()));
console.log(await recommender.predictRating({ text: 'Beautiful fabric, but it runs small.' }));
await recommender.dispose();
