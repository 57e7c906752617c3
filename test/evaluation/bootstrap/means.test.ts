import { describe, expect, it } from 'vitest';
import { columnMeans, resampledMeans } from '../../../src/evaluation/bootstrap/means.js';
import { drawSamples } from '../../../src/evaluation/bootstrap/resampling.js';
import { createRandom } from '../../../src/util/random.js';

const random = createRandom(2);
const [rows, columns] = [40, 3];
const data = Float64Array.from({ length: rows * columns }, () => random());
const table = { data, rows, columns };

describe('resampledMeans', () => {
  it('averages whole rows of the same samples as every other bootstrap here', async () => {
    const means = await resampledMeans(table, { resamples: 25, seed: 6 });
    expect(means).toMatchObject({ rows: 25, columns });
    let draw = 0;
    for (const sample of drawSamples(rows, 25, 6)) {
      for (let column = 0; column < columns; column++) {
        const sum = sample.reduce((total, row) => total + data[row * columns + column]!, 0);
        expect(means.data[draw * columns + column]).toBeCloseTo(sum / rows, 12);
      }
      draw += 1;
    }
    expect(draw).toBe(25);
  });

  it('lets other work happen, and stops when told', async () => {
    const controller = new AbortController();
    const call = resampledMeans(table, { resamples: 1_000_000, seed: 1, signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

it('columnMeans averages every column', () => {
  expect([...columnMeans({ data: Float64Array.of(1, 2, 3, 6), rows: 2, columns: 2 })]).toEqual([2, 4]);
});
