/**
 * Pictures in a folder found by a sentence: CLIP puts texts and images into one space.
 *
 *   npx tsx examples/find-pictures.ts ./pictures "a red dress"
 *   CLIP_MODEL=./my-clip npx tsx examples/find-pictures.ts ...    a folder in the Hub's layout; no network needed
 */
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClipImageEncoder, ClipTextEncoder, embedImages, embedTexts } from 'multimodal-recommender';
import sharp from 'sharp';

const [folder = await drawPictures(), sentence = 'a red dress'] = process.argv.slice(2);
const model = process.env.CLIP_MODEL ? { model: process.env.CLIP_MODEL } : {};

const names = (await readdir(folder)).filter((name) => /\.(avif|gif|jpe?g|png|webp)$/i.test(name));
const files = await Promise.all(names.map((name) => readFile(join(folder, name))));

await using texts = new ClipTextEncoder(model);
await using images = new ClipImageEncoder(model);
const query = await embedTexts(texts, [sentence]);
const pictures = await embedImages(images, files);

// Vectors have length 1, so that their product is the cosine of the angle between them.
const found = names.map((name, row) => {
  const picture = pictures.data.subarray(row * pictures.dimensions, (row + 1) * pictures.dimensions);
  return { name, similarity: picture.reduce((sum, value, axis) => sum + value * query.data[axis]!, 0) };
});
found.sort((a, b) => b.similarity - a.similarity);
console.log(`"${sentence}" among ${names.length} pictures in ${folder}:`);
for (const { name, similarity } of found.slice(0, 5)) console.log(similarity.toFixed(3), name);

/** Four plain pictures, for a first try without any. */
async function drawPictures(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'pictures-'));
  for (const background of ['red', 'green', 'blue', 'white']) {
    const create = { width: 64, height: 64, channels: 3 as const, background };
    await writeFile(join(made, `${background}.png`), await sharp({ create }).png().toBuffer());
  }
  return made;
}
