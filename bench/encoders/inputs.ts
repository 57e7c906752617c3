/** Texts and pictures that are like real ones, the same in every run. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { createRandom, randomInteger, shuffle } from '../../src/util/random.js';

const SHARED = process.env.MULTIMODAL_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const REVIEWS = 'data/amazon-jsonl/2023/Electronics_reviews_10k.jsonl.gz';

/** Where the texts come from, for the log. */
export interface BenchTexts {
  readonly source: string;
  readonly texts: readonly string[];
}

/**
 * Real product reviews where the shared data are there, drawn at random with all their repetitions; otherwise word salad whose
 * lengths follow those reviews (log-normal, median 26 words).
 */
export function benchTexts(count: number): BenchTexts {
  const random = createRandom(7);
  const file = resolve(SHARED, REVIEWS);
  if (existsSync(file)) {
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
    const texts = lines.map((line) => {
      const { title, text } = JSON.parse(line) as { title?: string; text?: string };
      return [title, text].filter(Boolean).join('. ');
    });
    return { source: 'Amazon electronics reviews', texts: shuffle(texts, random).slice(0, count) };
  }
  const words =
    'good bad great love it is the size small colour shoes fit return but was had before runs right cheap buy'.split(
      ' ',
    );
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const text = () =>
    Array.from(
      { length: Math.max(1, Math.round(Math.exp(3.3 + 1.1 * normal()))) },
      () => words[randomInteger(random, words.length)],
    ).join(' ');
  return { source: 'generated', texts: Array.from({ length: count }, text) };
}

/** JPEG files of 500 to 1,500 pixels a side, as shops have them, written into a folder. Returns their paths. */
export async function benchImages(folder: string, count: number): Promise<string[]> {
  const random = createRandom(8);
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const width = 500 + randomInteger(random, 1000);
    const height = 500 + randomInteger(random, 1000);
    const small = Buffer.from(Uint8Array.from({ length: 24 * 24 * 3 }, () => randomInteger(random, 256)));
    const path = join(folder, `${String(index).padStart(3, '0')}.jpg`);
    const picture = sharp(small, { raw: { width: 24, height: 24, channels: 3 } })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .jpeg({ quality: 85 });
    await writeFile(path, await picture.toBuffer());
    paths.push(path);
  }
  return paths;
}
