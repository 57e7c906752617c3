import { expect, it, vi } from 'vitest';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { tinyModel } from '../transformers/models.js';

vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:fs')>()),
  existsSync: (path: string) => !/encoder-worker|from-source/.test(path),
}));

it('code of the thread that a bundler has left behind: says what to do', async () => {
  const encoder = new TransformersTextEncoder({ model: tinyModel('tiny-distilbert'), workers: 1 });
  await expect(encoder.load()).rejects.toMatchObject({
    code: 'WORKER_FAILED',
    message: expect.stringMatching(/encoder-worker\.js.*bundler.*workers: 0/),
  });
});
