/**
 * Embeddings computed elsewhere: vectors of items from a Parquet file in place of pictures, and review vectors made
 * shorter by what separates the ratings. The same file may come from Python:
 *
 *   pq.write_table(pa.table({"id": item_ids, "embedding": list(vectors)}), "items.parquet")
 */
import { join } from 'node:path';
import {
  AdaptedEncoder,
  ColorTextureImageEncoder,
  embedImages,
  InMemorySource,
  MultimodalRecommender,
  PrecomputedEncoder,
  TfidfTextEncoder,
  writeEmbeddings,
} from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';

const file = join('.cache', 'precomputed-embeddings', 'items.parquet');
const { interactions, items } = tinyDataset({ rows: 300 });

// Elsewhere, once: any model, in any language. `.npy` and `.safetensors` do as well.
const ids = items.map(({ itemId }) => itemId);
const pictures = items.map(({ image }) => image as Uint8Array);
await writeEmbeddings(file, { ids, matrix: await embedImages(new ColorTextureImageEncoder(), pictures) });

// Here: the interactions alone, no pictures. Items are looked up by their ids.
const recommender = new MultimodalRecommender({
  imageEncoder: new PrecomputedEncoder({ embeddings: file, key: 'itemId' }),
  textEncoder: new AdaptedEncoder(new TfidfTextEncoder({ dimensions: 64 }), { kind: 'supervised' }),
  training: { epochs: 10 },
});
await recommender.fit(new InMemorySource({ interactions }));

const report = await recommender.evaluate({ title: 'Precomputed embeddings' });
for (const { name, encoder, dimensions } of report.model.modalities) console.log(name, encoder, dimensions);
const { stars, distribution } = await recommender.predictRating({ text: 'A lovely dress', itemId: ids[0]! });
console.log(`${stars} stars`, distribution);
await recommender.dispose();
