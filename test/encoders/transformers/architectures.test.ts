import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { keepFirstToken } from '../../../src/onnx/first-token.js';
import { readOnnxModel } from '../../../src/onnx/read-model.js';
import { selectOutput } from '../../../src/onnx/select-outputs.js';
import { compute, textBatch, wave } from '../../onnx/graphs.js';
import { difference, pictures, reference, row, tinyModel } from './models.js';

interface Architecture {
  readonly folder: string;
  readonly file: string;
  readonly kind: 'text' | 'image';
  readonly dimensions: number;
  readonly maxTokens?: number;
  /** Tokens are padded to `maxTokens`, and padding is not masked. */
  readonly padding?: 'max_length';
  /** Column of the rows that is the embedding of an image, or of a text that has one. */
  readonly vector?: string;
  /** `null`: config.json does not say what kind of model it is. */
  readonly family: string | null;
  readonly tap?: { readonly tensors: readonly string[] };
  readonly rows: readonly Readonly<Record<string, number[]>>[];
}

const { texts, models } = JSON.parse(readFileSync(tinyModel('architectures.json'), 'utf8')) as {
  texts: string[];
  models: Record<string, Architecture>;
};
const entries = Object.entries(models);
const folderOf = ({ folder }: Architecture) => tinyModel(`architectures/${folder}`);
const modelFile = ({ file }: Architecture) => file.replace(/^onnx\//, '').replace(/\.onnx$/, '');

async function embed(architecture: Architecture, options: Record<string, unknown>) {
  const given = { model: folderOf(architecture), modelFile: modelFile(architecture), ...options };
  const { kind, maxTokens, padding } = architecture;
  const encoder =
    kind === 'text'
      ? new TransformersTextEncoder({
          ...given,
          maxTokens: maxTokens!,
          paddedTokens: padding === 'max_length' ? maxTokens! : null,
        })
      : new TransformersImageEncoder(given);
  await encoder.load();
  const inputs = kind === 'text' ? texts : pictures;
  const matrix = await encoder.encode(inputs as never);
  const plan = encoder.describe();
  await encoder.dispose();
  return { matrix, plan };
}

/** Pictures that are resized differ by the rounding of their pixels; the others must be exact. */
function expectRows(architecture: Architecture, matrix: Parameters<typeof row>[0], column: string): void {
  expect(matrix.rows).toBe(architecture.rows.length);
  for (const [index, expected] of architecture.rows.entries()) {
    const isExact = architecture.kind === 'text' || reference.resnet.rows[index]!.identity;
    expect(difference(row(matrix, index), expected[column]!), `row ${index}`).toBeLessThan(
      isExact ? 1e-4 : 0.003,
    );
  }
}

const texted = entries.filter(([, { kind, rows }]) => kind === 'text' && rows[0]!.cls);
const known = texted.filter(([, { family }]) => family !== null);
const unknown = texted.filter(([, { family }]) => family === null);

describe.each(known)('%s', (_name, architecture) => {
  it.each(['cls', 'mean', 'max', 'last'] as const)(
    'gives the vectors of PyTorch by itself (%s)',
    async (pooling) => {
      const { matrix, plan } = await embed(architecture, { pooling });
      expect(plan).toMatchObject({
        dimensions: architecture.dimensions,
        isTapped: architecture.tap !== undefined,
      });
      expectRows(architecture, matrix, pooling);
    },
  );
});

describe.each(unknown)('%s, of a kind that is not known', (_name, architecture) => {
  it('is refused with the tensors that can be named, and gives the vectors of PyTorch by such a name', async () => {
    const hidden = architecture.tap!.tensors[0]!;
    await expect(embed(architecture, {})).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining(hidden),
    });
    for (const pooling of ['cls', 'mean'] as const) {
      const { matrix } = await embed(architecture, { output: hidden, pooling });
      expectRows(architecture, matrix, pooling);
    }
  });
});

const tapped = entries.filter(([, { kind, tap }]) => kind === 'image' && tap);

describe.each(tapped)('%s', (name, architecture) => {
  it.each(architecture.tap!.tensors)('gives what the classifier reads by name: %s', async (output) => {
    const { matrix, plan } = await embed(architecture, { output });
    expect(plan).toMatchObject({ isTapped: true, output });
    expectRows(architecture, matrix, architecture.vector!);
  });

  it('gives the features by itself', async () => {
    const { matrix } = await embed(architecture, {});
    // DINOv2's classifier reads the class token beside the mean of the patches; the embedding is the class token.
    const [same, column] =
      name === 'dinov2-classifier' ? [models.dinov2!, 'cls'] : [architecture, architecture.vector!];
    expectRows(same, matrix, column);
  });
});

const whole = entries.filter(([, { kind, tap, rows }]) => !tap && (kind === 'image' || !rows[0]!.cls));

describe.each(whole)('%s', (_name, architecture) => {
  const { rows } = architecture;

  it('gives its vectors', async () => {
    // A pooled output of the graph itself comes before the class token.
    const column = rows[0]!.pooler ? 'pooler' : architecture.vector!;
    const { matrix, plan } = await embed(architecture, {});
    expect(plan).toMatchObject({ isTapped: false, dimensions: architecture.dimensions });
    expectRows(architecture, matrix, column);
  });
});

const withTokens = whole.filter(([, { rows }]) => rows[0]!.mean);

it.each(withTokens)('%s gives the class token and the mean of tokens', async (_name, architecture) => {
  for (const pooling of ['cls', 'mean'] as const) {
    const { matrix } = await embed(architecture, { output: 'last_hidden_state', pooling });
    expectRows(architecture, matrix, pooling);
  }
});

describe('first token only', () => {
  const outputs = entries.map(([name, architecture]): [string, Architecture, string] => [
    name,
    architecture,
    architecture.tap?.tensors[0] ?? 'last_hidden_state',
  ]);

  it.each(outputs)(
    '%s: same vectors as the whole model in padded batches',
    async (_name, architecture, output) => {
      const path = `${folderOf(architecture)}/${architecture.file}`;
      expect(existsSync(path)).toBe(true);
      const model = selectOutput(await readOnnxModel(path), output);
      const names = model.inputs.map((input) => input.name);
      const feeds =
        architecture.kind === 'text'
          ? textBatch(names, architecture.padding ? [12, 12] : [11, 2, 7, 11], 30)
          : { [names[0]!]: { data: wave(3 * 3 * 24 * 24, 3), dims: [3, 3, 24, 24] } };
      const all = await compute(model, feeds);
      const hasTokens = all.dims.length === 3;
      const narrowed = keepFirstToken(model, hasTokens);
      const one = await compute(narrowed, feeds);
      const width = all.dims.at(-1)!;
      const places = all.dims.length === 3 ? all.dims[1]! : 1;
      const first = Float32Array.from({ length: all.dims[0]! * width }, (_, place) => {
        return all.data[Math.floor(place / width) * places * width + (place % width)]!;
      });
      expect(difference(one.data, first)).toBeLessThan(1e-5);
      // Every transformer among them has rows to save; a convolutional network has none.
      expect(narrowed !== model).toBe(
        (architecture.family !== 'convnext' && hasTokens) || output === '/model/Gather_output_0',
      );
    },
  );
});
