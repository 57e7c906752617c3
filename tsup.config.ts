import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    testing: 'src/testing/index.ts',
    // The code of the threads; found beside the file that starts them, and imported by nobody.
    'encoder-worker': 'src/encoders/worker/encoder-worker.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: { entry: { index: 'src/index.ts', testing: 'src/testing/index.ts' } },
  sourcemap: true,
  splitting: true,
  shims: true,
  clean: true,
});
