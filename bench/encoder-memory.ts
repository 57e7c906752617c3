/**
 * Memory of encoding: 10,000 reviews and 10,000 images with full-size fp32 models (random weights, built by
 * test/fixtures/models/build_full.py; the folder is named by MULTIMODAL_FULL_MODELS), and 50,000 calls of a tiny model, each in a process
 * of its own. Prints the highest resident size, and what it grew by over the second half. COUNT makes it shorter.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TransformersImageEncoder, TransformersTextEncoder } from '../src/index.js';
import { benchImages, benchTexts } from './encoders/inputs.js';

const count = Number(process.env.COUNT ?? 10_000);
const models = process.env.MULTIMODAL_FULL_MODELS;
const tiny = fileURLToPath(new URL('../test/fixtures/models/tiny-distilbert', import.meta.url));
const rssMb = () => process.memoryUsage().rss / 2 ** 20;

const jobs: Record<string, (half: () => void) => Promise<string>> = {
  reviews: async (half) => {
    const encoder = new TransformersTextEncoder({ model: `${models}/distilbert`, pooling: 'cls' });
    await encoder.load();
    const { texts } = benchTexts(count);
    for (let start = 0; start < count; start += 64) {
      await encoder.encode(texts.slice(start, start + 64));
      if (start <= count / 2 && start + 64 > count / 2) half();
    }
    return `${count} reviews, DistilBERT fp32`;
  },
  images: async (half) => {
    const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
    const paths = await benchImages(folder, 200);
    const encoder = new TransformersImageEncoder({ model: `${models}/resnet50`, dimensions: 2048 });
    await encoder.load();
    for (let start = 0; start < count; start += 16) {
      const names = Array.from({ length: 16 }, (_, index) => paths[(start + index) % paths.length]!);
      await encoder.encode(await Promise.all(names.map((path) => readFile(path))));
      if (start <= count / 2 && start + 16 > count / 2) half();
    }
    await rm(folder, { recursive: true });
    return `${count} images of 500 to 1,500 pixels, ResNet50 fp32`;
  },
  calls: async (half) => {
    const encoder = new TransformersTextEncoder({ model: tiny });
    await encoder.load();
    const calls = count * 5;
    for (let call = 0; call < calls; call++) {
      await encoder.encode([`good shoes ${call % 100}`]);
      if (call === calls / 2) half();
    }
    return `${calls} calls of a tiny model`;
  },
};

const [name] = process.argv.slice(2);
if (name === undefined) {
  for (const job of Object.keys(jobs)) {
    if (models === undefined && job !== 'calls') {
      console.log(`${job}: left out, MULTIMODAL_FULL_MODELS names no folder with full-size models`);
      continue;
    }
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), job], {
      stdio: 'inherit',
    });
    const [status] = (await once(child, 'close')) as [number];
    if (status !== 0) throw new Error(`${job} ended with status ${status}`);
  }
} else {
  let middle = 0;
  const label = await jobs[name]!(() => {
    middle = rssMb();
  });
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ label: `${label}: peak`, unit: 'MB', value: peakRssMb, peakRssMb }));
  console.log(
    JSON.stringify({
      label: `${label}: growth over the second half`,
      unit: 'MB',
      value: Math.round(rssMb() - middle),
    }),
  );
}
