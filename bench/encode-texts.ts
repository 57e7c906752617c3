/**
 * Reviews per second with DistilBERT (full size, random weights), CLS token, at most 128 tokens, 2 threads: this library beside
 * what people use in Python and in JavaScript, on the same texts in turns. COUNT and ROUNDS make it shorter.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoTokenizer } from '@huggingface/transformers';
import { Contender, fullModels, PYTHON, startContenders, takeTurns } from './encoders/contenders.js';
import { benchTexts } from './encoders/inputs.js';

const count = Number(process.env.COUNT ?? 256);
const rounds = Number(process.env.ROUNDS ?? 3);
const model = join(fullModels(), 'distilbert');
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const inputs = join(folder, 'texts.json');
const { source, texts } = benchTexts(count);
await writeFile(inputs, JSON.stringify(texts));

const tokenizer = await AutoTokenizer.from_pretrained(model, { local_files_only: true });
const lengths = new Map(texts.map((text) => [text, Math.min(128, tokenizer.encode(text).length)]));
const tokens = [...lengths.values()].reduce((sum, length) => sum + length, 0);
console.log(`${count} texts (${source}), ${lengths.size} of them different, ${tokens} tokens in those`);

const contenders = await startContenders(
  [
    { label: 'ours, fp32', name: 'text-fp32', runtime: 'node', model },
    { label: 'ours, fp32, workers: 2', name: 'text-fp32-workers', runtime: 'node', model },
    { label: 'ours, q8', name: 'text-q8', runtime: 'node', model },
    { label: 'ours, q8, workers: 2', name: 'text-q8-workers', runtime: 'node', model },
    {
      label: 'PyTorch, one at a time, padded to 128 (the notebook)',
      name: 'notebook-text',
      runtime: 'python',
      model,
    },
    { label: 'transformers on PyTorch, batches of 32', name: 'transformers', runtime: 'python', model },
    { label: 'sentence-transformers', name: 'sentence-transformers', runtime: 'python', model },
    { label: 'FastEmbed (onnxruntime in Python)', name: 'fastembed', runtime: 'fastembed', model },
    { label: 'transformers.js, pipeline()', name: 'text-pipeline', runtime: 'node', model },
  ],
  inputs,
);
const fp32 = contenders[0]!;
await takeTurns(contenders, rounds, 'reviews/s');

// Multiplications with weights: 7,077,888 a token and layer, of which the last layer needs keys and values only; attention itself.
const perToken = 2 * 7_077_888 * (5 + 2 / 12);
const attention = [...lengths.values()].reduce((sum, length) => sum + 4 * length * length * 768 * 5, 0);
const gigaflops = (tokens * perToken + attention) / 1e9;
const median = [...fp32.perSecond.slice(1)].sort((a, b) => a - b)[(rounds - 1) >> 1]!;
const reached = (gigaflops * median) / count;
console.log(JSON.stringify({ label: 'ours, fp32: arithmetic', unit: 'GFLOP/s', value: Math.round(reached) }));
if (PYTHON.python !== undefined) {
  const plan = { label: 'matrix product', name: '', runtime: 'python', model } as const;
  const machine = new Contender(plan, PYTHON.python, inputs);
  const { gflops } = await machine.ask({ cmd: 'matrix-product', size: 2048, seconds: 3, threads: 2 });
  await machine.quit();
  console.log(
    JSON.stringify({
      label: "the machine's matrix product (fp32)",
      unit: 'GFLOP/s',
      value: Math.round(gflops!),
    }),
  );
}
await rm(folder, { recursive: true });
