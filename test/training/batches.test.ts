import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../src/training/backend.js';
import { BatchGatherer, batchRanges, gatherTargets } from '../../src/training/batches.js';
import type { ModalityColumn } from '../../src/types.js';
import { createRandom } from '../../src/util/random.js';

beforeAll(async () => {
  await prepareBackend();
});

describe('batchRanges', () => {
  it('cuts rows into batches, the last one short', () => {
    expect(batchRanges(10, 4)).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ]);
  });

  it('joins a last batch of one row to the one before it', () => {
    expect(batchRanges(9, 4)).toEqual([
      [0, 4],
      [4, 9],
    ]);
  });

  it('keeps a single row that has no batch before it, and nothing for no rows', () => {
    expect(batchRanges(1, 4)).toEqual([[0, 1]]);
    expect(batchRanges(0, 4)).toEqual([]);
  });
});

/** Rows 0-2 have both modalities (0 and 1 share an image), row 3 has no image. */
const columns: ModalityColumn[] = [
  {
    name: 'review',
    matrix: { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), rows: 4, dimensions: 2 },
    rowIndex: Int32Array.of(0, 1, 2, 3),
  },
  {
    name: 'image',
    matrix: { data: Float32Array.of(9, 10), rows: 2, dimensions: 1 },
    rowIndex: Int32Array.of(0, 0, 1, -1),
  },
];

async function gathered(
  gatherer: BatchGatherer,
  rows: number[],
  hide?: Parameters<BatchGatherer['gather']>[1],
) {
  const inputs = await gatherer.gather(Int32Array.from(rows), hide);
  return inputs.map((values) => ({ shape: [rows.length, values.length / rows.length], values: [...values] }));
}

const users: ModalityColumn = {
  name: 'user',
  matrix: { data: Float32Array.of(0, 1, 2, 3, 4), rows: 5, dimensions: 1 },
  rowIndex: Int32Array.of(1, 2, 3, 4),
  categorical: { size: 5, dimensions: 8, unknownRate: 0.5 },
};

describe('BatchGatherer', () => {
  it('shows the unknown code at its rate in training only, with the modality still present', async () => {
    const rows = Array.from({ length: 400 }, (_, position) => position % 4);
    const gatherer = new BatchGatherer([users], 400);
    const [codes, present] = await gathered(gatherer, rows);
    expect(codes!.values).toEqual(rows.map((row) => row + 1));
    const hidden = await gathered(gatherer, rows, { probability: 0, random: createRandom(3) });
    const unknown = hidden[0]!.values.filter((code) => code === 0).length;
    expect(unknown).toBeGreaterThan(150);
    expect(unknown).toBeLessThan(250);
    expect(hidden[0]!.values.every((code, position) => code === 0 || code === rows[position]! + 1)).toBe(
      true,
    );
    expect(hidden[1]!.values).toEqual(present!.values);
  });

  it('gathers values and presence in the order of the rows, with zeros where a modality is absent', async () => {
    expect(await gathered(new BatchGatherer(columns, 4), [3, 0, 1])).toEqual([
      { shape: [3, 2], values: [7, 8, 1, 2, 3, 4] },
      { shape: [3, 1], values: [1, 1, 1] },
      { shape: [3, 1], values: [0, 9, 9] },
      { shape: [3, 1], values: [0, 1, 1] },
    ]);
  });

  it('leaves nothing of an earlier batch in its memory', async () => {
    const gatherer = new BatchGatherer(columns, 4);
    await gathered(gatherer, [0, 1, 2, 3]);
    expect(await gathered(gatherer, [3])).toEqual(await gathered(new BatchGatherer(columns, 4), [3]));
  });

  it('hides one modality at random, but never the only one', async () => {
    const random = createRandom(5);
    const gatherer = new BatchGatherer(columns, 4);
    let hiddenReviews = 0;
    let hiddenImages = 0;
    for (let repeat = 0; repeat < 200; repeat++) {
      const [, review, , image] = await gathered(gatherer, [0, 1, 2, 3], { probability: 0.5, random });
      for (let row = 0; row < 3; row++) {
        expect(review!.values[row]! + image!.values[row]!).toBeGreaterThanOrEqual(1);
        hiddenReviews += 1 - review!.values[row]!;
        hiddenImages += 1 - image!.values[row]!;
      }
      expect(review!.values[3]).toBe(1);
    }
    expect(hiddenReviews + hiddenImages).toBeGreaterThan(240);
    expect(hiddenReviews + hiddenImages).toBeLessThan(360);
    expect(Math.abs(hiddenReviews - hiddenImages)).toBeLessThan(80);
  });

  it('zeroes the values of what it hides', async () => {
    const batch = await gathered(new BatchGatherer(columns, 4), [0, 1, 2], {
      probability: 1,
      random: createRandom(1),
    });
    for (const c of [0, 2]) {
      const width = batch[c]!.shape[1]!;
      batch[c + 1]!.values.forEach((present, row) => {
        const values = batch[c]!.values.slice(row * width, (row + 1) * width);
        expect(values.every((value) => value === 0)).toBe(present === 0);
      });
    }
  });
});

describe('gatherTargets', () => {
  it('takes the class of every row and the weight of its class', async () => {
    const targets = gatherTargets(Int32Array.of(2, 0), Int32Array.of(4, 1, 3), [1, 2, 3, 4, 5]);
    expect(targets.classIndex).toEqual(Int32Array.of(3, 4));
    expect(targets.weights).toEqual(Float32Array.of(4, 5));
  });
});
