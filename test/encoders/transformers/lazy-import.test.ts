import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function nativeLibrariesAfter(code: string): string {
  const report = 'console.log(JSON.stringify(process.report.getReport().sharedObjects))';
  const script = `import { TransformersTextEncoder } from './src/encoders/transformers-text-encoder.ts';
    import { TransformersImageEncoder } from './src/encoders/transformers-image-encoder.ts';
    ${code}
    ${report}`;
  const flags = ['--import', 'tsx', '--input-type=module', '-e', script];
  return execFileSync(process.execPath, flags, { cwd: root, encoding: 'utf8' });
}

it('importing and constructing loads neither onnxruntime nor sharp', () => {
  const libraries = nativeLibrariesAfter('new TransformersTextEncoder(); new TransformersImageEncoder();');
  expect(libraries).not.toMatch(/onnxruntime|sharp/);
});

it('loading a model does', () => {
  const model = JSON.stringify('./test/fixtures/models/tiny-distilbert');
  const libraries = nativeLibrariesAfter(`await new TransformersTextEncoder({ model: ${model} }).load();`);
  expect(libraries).toMatch(/onnxruntime/);
});
