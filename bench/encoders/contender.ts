/**
 * One of our contenders in a process of its own, told what to do line by line on stdin: `load`, `encode`, `quit`, as
 * the Python ones are. Arguments: which one, the model's folder, the file with the inputs.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  embedImages,
  embedTexts,
  TransformersImageEncoder,
  TransformersTextEncoder,
} from '../../src/index.js';

const [which = '', model = '', inputFile = ''] = process.argv.slice(2);
const inputs = JSON.parse(readFileSync(inputFile, 'utf8')) as string[];

interface Contender {
  load(): Promise<unknown>;
  encode(): Promise<unknown>;
}

interface Variant {
  readonly dtype?: 'q8';
  readonly modelFile?: string;
  readonly workers?: number;
}

function ourTexts(options: Variant): Contender {
  const encoder = new TransformersTextEncoder({ model, pooling: 'cls', ...options });
  return { load: () => encoder.load(), encode: () => embedTexts(encoder, inputs) };
}

function ourImages(options: Variant): Contender {
  const encoder = new TransformersImageEncoder({ model, dimensions: 2048, ...options });
  return {
    load: () => encoder.load(),
    encode: async () => embedImages(encoder, await Promise.all(inputs.map((path) => readFile(path)))),
  };
}

/** transformers.js as its documentation shows it: the pipeline, given all texts at once in batches of 32. */
function stockTexts(): Contender {
  let extract: (texts: string[], options: object) => Promise<{ dispose(): void }>;
  return {
    load: async () => {
      const { pipeline } = await import('@huggingface/transformers');
      extract = (await pipeline('feature-extraction', model, {
        dtype: 'fp32',
        local_files_only: true,
      })) as never;
    },
    encode: async () => {
      for (let start = 0; start < inputs.length; start += 32) {
        (await extract(inputs.slice(start, start + 32), { pooling: 'cls' })).dispose();
      }
    },
  };
}

const contenders: Record<string, () => Contender> = {
  'text-fp32': () => ourTexts({}),
  'text-fp32-workers': () => ourTexts({ workers: 2 }),
  'text-q8': () => ourTexts({ dtype: 'q8' }),
  'text-q8-workers': () => ourTexts({ dtype: 'q8', workers: 2 }),
  'text-pipeline': stockTexts,
  'image-fp32': () => ourImages({}),
  'image-fp32-workers': () => ourImages({ workers: 2 }),
  'image-q8': () => ourImages({ dtype: 'q8' }),
  'image-qdq': () => ourImages({ modelFile: 'model_qdq.onnx' }),
};
const contender = contenders[which]!();

for await (const line of createInterface({ input: process.stdin })) {
  const { cmd } = JSON.parse(line) as { cmd: string };
  const start = performance.now();
  if (cmd === 'load') await contender.load();
  else if (cmd === 'encode') await contender.encode();
  const seconds = (performance.now() - start) / 1000;
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ seconds, count: inputs.length, peakRssMb }));
  if (cmd === 'quit') break;
}
process.exit(0);
