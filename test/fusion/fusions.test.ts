import { input, layers, type SymbolicTensor, model as toModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FusionStrategy, ModalityInput } from '../../src/contracts/index.js';
import { AttentionFusion } from '../../src/fusion/attention-fusion.js';
import { BilinearFusion } from '../../src/fusion/bilinear-fusion.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { GatedFusion } from '../../src/fusion/gated-fusion.js';
import { WeightedSumFusion } from '../../src/fusion/weighted-sum-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { prepareBackend, startCpu } from '../../src/training/backend.js';
import { STARS } from '../../src/util/rating-scale.js';
import {
  byOnnx,
  byTfjs,
  relativeDistance,
  type Sample,
  sampleFor,
  scatterWeights,
} from '../training/onnx/compiled.js';

const FUSIONS: Readonly<Record<string, () => FusionStrategy>> = {
  ConcatFusion: () => new ConcatFusion(),
  WeightedSumFusion: () => new WeightedSumFusion({ dimensions: 8 }),
  GatedFusion: () => new GatedFusion({ dimensions: 8 }),
  BilinearFusion: () => new BilinearFusion({ dimensions: 8, rank: 2 }),
  AttentionFusion: () => new AttentionFusion({ dimensions: 8, heads: 2 }),
};
const head = new MlpClassifierHead();

function build(fusion: FusionStrategy, widths: readonly number[]) {
  let seed = 1;
  const modalities = widths.map(
    (dimensions, position): ModalityInput => ({
      name: `m${position}`,
      dimensions,
      values: input({ shape: [dimensions] }),
      present: input({ shape: [1] }),
    }),
  );
  const built = fusion.build(modalities, { nextSeed: () => seed++ });
  const fused = 'fused' in built ? built.fused : built;
  const outputs = layers.dense({ units: 5 }).apply(fused) as SymbolicTensor;
  return toModel({ inputs: modalities.flatMap(({ values, present }) => [values, present]), outputs });
}

/** Every second input says who is there: nobody in row 0, one modality in row 1, all in the rest. */
function withPresence(sample: Sample): Sample {
  const inputs = sample.inputs.map(({ data, dims }, position) => {
    if (position % 2 === 0) return { data, dims };
    const present = data.map((_, row) => (row === 0 || (row === 1 && position > 1) ? 0 : 1));
    return { data: present, dims };
  });
  return { ...sample, inputs };
}

describe.each([
  ['wasm', prepareBackend],
  ['cpu', startCpu],
] as const)('fusions compiled, beside tfjs on the %s backend', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(
    Object.keys(FUSIONS).flatMap((name) => [[4], [4, 3], [4, 3, 6]].map((widths) => [name, widths] as const)),
  )('%s of modalities of %j numbers: outputs and all gradients', async (name, widths) => {
    const model = build(FUSIONS[name]!(), widths);
    scatterWeights(model, 2);
    const sample = withPresence(sampleFor(model, 6, 5, 9));
    const actual = await byOnnx(model, { kind: 'categorical-cross-entropy', labelSmoothing: 0 }, sample);
    const expected = byTfjs(model, (outputs, targets) => head.loss(outputs, targets, STARS), sample);
    expect(relativeDistance(actual.outputs, expected.outputs)).toBeLessThan(1e-5);
    expect(Object.keys(actual.gradients).sort()).toEqual(Object.keys(expected.gradients).sort());
    for (const [weight, gradient] of Object.entries(expected.gradients)) {
      expect(gradient.every(Number.isFinite), weight).toBe(true);
      expect(relativeDistance(actual.gradients[weight]!, gradient), weight).toBeLessThan(1e-4);
    }
    model.dispose();
  });
});

describe('options of fusions', () => {
  it.each([
    () => new GatedFusion({ dimensions: 0 }),
    () => new WeightedSumFusion({ dimensions: 1.5 }),
    () => new BilinearFusion({ rank: 0 }),
    () => new AttentionFusion({ dimensions: 10, heads: 4 }),
  ])('refuses what cannot be built, case %#', (make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
