import { describe, it } from 'vitest';
import { fromAiSdk } from '../../src/encoders/ai-sdk-text-encoder.js';
import { fromLangChain } from '../../src/encoders/langchain-text-encoder.js';
import { FakeTextEncoder, textEncoderConformance } from '../../src/testing/index.js';

/** Vectors as a service gives them: refuses empty texts, as OpenAI does. */
async function embed(texts: string[]): Promise<number[][]> {
  if (texts.some((text) => text === '')) throw new Error("400 '$.input' is invalid.");
  const { data, rows, dimensions } = await new FakeTextEncoder().encode(texts);
  return Array.from({ length: rows }, (_, row) => [
    ...data.subarray(row * dimensions, (row + 1) * dimensions),
  ]);
}

const model = (modelId: string) => ({
  specificationVersion: 'v3',
  provider: 'fake',
  modelId,
  maxEmbeddingsPerCall: 2,
  doEmbed: async ({ values }: { values: string[] }) => ({ embeddings: await embed(values) }),
});

describe('fromAiSdk', () => {
  const checks = textEncoderConformance(() => fromAiSdk(model('a')), {
    honoursAbort: true,
    makeOther: () => fromAiSdk(model('b')),
  });
  for (const check of checks) it(check.name, check.run);
});

describe('fromLangChain', () => {
  const make = (identity: string) => fromLangChain({ embedDocuments: embed }, { identity });
  const checks = textEncoderConformance(() => make('a'), { honoursAbort: true, makeOther: () => make('b') });
  for (const check of checks) it(check.name, check.run);
});
