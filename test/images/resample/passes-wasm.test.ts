import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import createAssembler from 'wabt';
import { PASSES_WASM } from '../../../src/images/resample/passes-wasm.js';

it('the embedded passes are those of passes.wat', async () => {
  const source = new URL('../../../src/images/resample/passes.wat', import.meta.url);
  const { parseWat } = await createAssembler();
  const module = parseWat('passes.wat', readFileSync(source, 'utf8'), { simd: true });
  const assembled = Buffer.from(module.toBinary({}).buffer).toString('base64');
  module.destroy();
  // After a change of passes.wat, this is the text to put into passes-wasm.ts.
  expect(PASSES_WASM).toBe(assembled);
});
