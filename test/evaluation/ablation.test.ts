import { describe, expect, it } from 'vitest';
import type { EstimatorFitInput, EstimatorRatingHead } from '../../src/contracts/index.js';
import { runAblations } from '../../src/evaluation/ablation.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import type { TrainingData } from '../../src/training/types.js';
import type { EmbeddingMatrix, ModalityColumn, PluginState } from '../../src/types.js';
import { STARS } from '../../src/util/rating-scale.js';

const ROWS = 100;
const all = Int32Array.from({ length: ROWS }, (_, row) => row);

/** One dimension per class that is 1 for the class, shifted so that only the two modalities together tell all five apart. */
function column(name: string, value: (classIndex: number) => number): ModalityColumn {
  const data = Float32Array.from(all, (row) => value(row % 5));
  return { name, matrix: { data, rows: ROWS, dimensions: 1 }, rowIndex: all };
}

const data: TrainingData = {
  columns: [column('review', (index) => (index > 2 ? 1 : 0)), column('image', (index) => index % 3)],
  classIndex: all.map((row) => row % 5),
  train: all.slice(0, 60),
  validation: all.slice(60, 80),
  scale: STARS,
};
const test = all.slice(80);

/** Predicts the class of the nearest training row. */
class NearestRowHead implements EstimatorRatingHead {
  readonly kind = 'estimator';
  readonly specVersion = 1;
  readonly name = 'NearestRowHead';
  protected known: EstimatorFitInput | undefined;

  async fit(training: EstimatorFitInput): Promise<void> {
    this.known = training;
  }

  async predict({ data: features, rows, dimensions }: EmbeddingMatrix): Promise<EmbeddingMatrix> {
    const { features: known, classIndex } = this.known!;
    const probabilities = new Float32Array(rows * 5);
    for (let row = 0; row < rows; row++) {
      const distances = Array.from(classIndex, (_, other) => {
        let sum = 0;
        for (let d = 0; d < dimensions; d++) {
          sum += (features[row * dimensions + d]! - known.data[other * dimensions + d]!) ** 2;
        }
        return sum;
      });
      probabilities[row * 5 + classIndex[distances.indexOf(Math.min(...distances))]!] = 1;
    }
    return { data: probabilities, rows, dimensions: 5 };
  }
}

class SavableHead extends NearestRowHead {
  saveState(): PluginState {
    const { features, classIndex } = this.known!;
    return {
      json: { rows: features.rows, dimensions: features.dimensions, classIndex: [...classIndex] },
      arrays: { features: features.data },
    };
  }
  restoreState({ json, arrays }: PluginState): void {
    const { rows, dimensions, classIndex } = json as {
      rows: number;
      dimensions: number;
      classIndex: number[];
    };
    const features = { data: arrays!.features!, rows, dimensions };
    this.known = {
      features,
      classIndex: Int32Array.from(classIndex),
      weights: new Float32Array(),
      scale: STARS,
      seed: 0,
    };
  }
}

async function ablate(head: EstimatorRatingHead | MlpClassifierHead, columns = data.columns) {
  const input = { data: { ...data, columns }, fusion: new ConcatFusion(), head, seed: 1 };
  const training = { epochs: 3, modalityDropout: 0 };
  const model = await fitRatingModel({ ...input, options: training, label: 'full' });
  const before = await model.predict(columns, test);
  const ablations = await runAblations({ ...input, model, training, test });
  expect(await model.predict(columns, test)).toEqual(before);
  model.dispose();
  return { before, ablations };
}

const accuracy = ({ data: probabilities }: EmbeddingMatrix) =>
  test.reduce((hits, row, position) => hits + (probabilities[position * 5 + (row % 5)]! > 0.5 ? 1 : 0), 0) /
  test.length;

describe('runAblations', () => {
  it('trains each modality alone and shuffles the images; the full model stays as it was', async () => {
    const { ablations, before } = await ablate(new SavableHead());
    expect(ablations.map(({ name }) => name)).toEqual(['review only', 'image only', 'shuffled image']);
    expect(accuracy(before)).toBe(1);
    for (const { probabilities } of ablations) {
      expect(probabilities).toMatchObject({ rows: test.length, dimensions: 5 });
      expect(accuracy(probabilities)).toBeLessThan(1);
    }
  });

  it('does the same with a graph head', async () => {
    const { ablations } = await ablate(new MlpClassifierHead({ hidden: [8], dropout: [0] }));
    expect(ablations.map(({ name }) => name)).toEqual(['review only', 'image only', 'shuffled image']);
  });

  it('does not refit an estimator that could not return', async () => {
    const { ablations } = await ablate(new NearestRowHead());
    expect(ablations.map(({ name }) => name)).toEqual(['shuffled image']);
  });

  it('has nothing to do for one modality, and nothing to shuffle without images', async () => {
    expect((await ablate(new SavableHead(), data.columns.slice(1))).ablations).toEqual([]);
    const noImage = data.columns.map((one) => ({ ...one, name: one.name === 'image' ? 'title' : one.name }));
    const { ablations } = await ablate(new SavableHead(), noImage);
    expect(ablations.map(({ name }) => name)).toEqual(['review only', 'title only']);
  });

  it('gives every test row the image of a test row', async () => {
    const seen: number[] = [];
    const spy = {
      model: {
        predict: async (columns: readonly ModalityColumn[], rows: Int32Array) => {
          seen.push(...rows.map((row) => columns[1]!.rowIndex[row]!));
          return { data: new Float32Array(rows.length * 5), rows: rows.length, dimensions: 5 };
        },
      } as unknown as Parameters<typeof runAblations>[0]['model'],
    };
    await runAblations({
      ...spy,
      data,
      test,
      fusion: new ConcatFusion(),
      head: new NearestRowHead(),
      training: {},
      seed: 1,
    });
    expect([...seen].sort((a, b) => a - b)).toEqual([...test]);
    expect(seen).not.toEqual([...test]);
  });
});
