import { describe, expect, it } from 'vitest';
import {
  expectedCalibrationError,
  reliabilityBins,
} from '../../../src/evaluation/metrics/calibration-error.js';
import {
  positionRange,
  positionScores,
  scoreThreshold,
} from '../../../src/training/calibration/ordinal-sets.js';
import { applyTemperature, fitTemperature } from '../../../src/training/calibration/temperature.js';
import { fitRatingModel, restoreRatingModel } from '../../../src/training/fit-rating-model.js';
import { shapesOf } from '../../../src/training/rating-model.js';
import { createRandom } from '../../../src/util/random.js';
import { input } from '../toy-fit.js';

/** Rows whose classes are drawn from `p`, shown as `p^sharpness`. */
function drawn(rows: number, sharpness: number, seed: number) {
  const random = createRandom(seed);
  const classes = 5;
  const data = new Float32Array(rows * classes);
  const classIndex = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const raw = Array.from({ length: classes }, () => random() ** 3 + 1e-3);
    const total = raw.reduce((sum, value) => sum + value, 0);
    let left = random() * total;
    const found = raw.findIndex((value) => {
      left -= value;
      return left < 0;
    });
    classIndex[row] = Math.max(0, found);
    const powers = raw.map((value) => (value / total) ** sharpness);
    const sum = powers.reduce((all, value) => all + value, 0);
    data.set(
      powers.map((value) => value / sum),
      row * classes,
    );
  }
  return { probabilities: { data, rows, dimensions: classes }, classIndex };
}

describe('temperature', () => {
  it.each([0.5, 1, 3])('finds by how much probabilities were sharpened: %f', (sharpness) => {
    const { probabilities, classIndex } = drawn(20_000, sharpness, 1);
    expect(fitTemperature(probabilities, classIndex) / sharpness).toBeCloseTo(1, 1);
  });

  it('lowers the calibration error of new rows, keeps their order and sums to 1', () => {
    const { probabilities, classIndex } = drawn(5_000, 3, 1);
    const temperature = fitTemperature(probabilities, classIndex);
    const fresh = drawn(5_000, 3, 2);
    const calibrated = applyTemperature(fresh.probabilities, temperature);
    const error = (matrix: typeof calibrated) =>
      expectedCalibrationError(reliabilityBins(matrix, fresh.classIndex));
    expect(error(calibrated)).toBeLessThan(error(fresh.probabilities) / 4);
    for (let row = 0; row < 100; row++) {
      const [before, after] = [fresh.probabilities, calibrated].map(({ data }) => [
        ...data.subarray(5 * row, 5 * row + 5),
      ]);
      expect(after!.indexOf(Math.max(...after!))).toBe(before!.indexOf(Math.max(...before!)));
      expect(after!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });

  it('stays 1 for few rows, when every row is right, and when all ratings are equally probable', () => {
    const few = drawn(29, 3, 1);
    expect(fitTemperature(few.probabilities, few.classIndex)).toBe(1);
    const enough = drawn(30, 3, 1);
    expect(fitTemperature(enough.probabilities, enough.classIndex)).not.toBe(1);
    const alike = (...row: number[]) => {
      const data = new Float32Array(200).map((_, index) => row[index % 2]!);
      return { data, rows: 100, dimensions: 2 };
    };
    expect(fitTemperature(alike(0.9, 0.1), new Int32Array(100))).toBe(1);
    expect(fitTemperature(alike(0.5, 0.5), new Int32Array(100))).toBe(1);
  });

  it('makes probabilities of 0 and 1 less sure when they are wrong at times', () => {
    const classIndex = Int32Array.from({ length: 100 }, (_, row) => (row < 20 ? 1 : 0));
    const data = new Float32Array(200).map((_, index) => 1 - (index % 2));
    const given = { data, rows: 100, dimensions: 2 };
    const calibrated = applyTemperature(given, fitTemperature(given, classIndex));
    expect(calibrated.data[0]).toBeCloseTo(0.8, 3);
    expect(calibrated.data[1]).toBeCloseTo(0.2, 3);
  });
});

describe('ordinal prediction sets', () => {
  it('grow from the most probable position to the more probable neighbour', () => {
    const scores = positionScores(Float32Array.of(0.1, 0.2, 0.4, 0.25, 0.05));
    [0.95, 0.85, 0.4, 0.65, 1].forEach((score, position) => {
      expect(scores[position]).toBeCloseTo(score, 6);
    });
    expect(positionRange(Float32Array.of(0.1, 0.2, 0.4, 0.25, 0.05), 0.7)).toEqual({ low: 2, high: 3 });
    expect(positionRange(Float32Array.of(0.1, 0.2, 0.4, 0.25, 0.05), 0)).toEqual({ low: 2, high: 2 });
  });

  it('score the whole scale with exactly 1 whatever the rounding, so that a threshold of 1 holds it', () => {
    const { probabilities } = drawn(500, 1, 7);
    for (let row = 0; row < 500; row++) {
      const own = probabilities.data.subarray(5 * row, 5 * row + 5);
      expect(Math.max(...positionScores(own))).toBe(1);
      expect(positionRange(own, 1)).toEqual({ low: 0, high: 4 });
    }
  });

  it('hold the share of new rows that was asked for', () => {
    const seen = drawn(2_000, 2, 3);
    const threshold = scoreThreshold(seen.probabilities, seen.classIndex, 0.9);
    const fresh = drawn(5_000, 2, 4);
    const held = [...fresh.classIndex].filter((target, row) => {
      const { low, high } = positionRange(fresh.probabilities.data.subarray(5 * row, 5 * row + 5), threshold);
      return target >= low && target <= high;
    });
    expect(held.length / 5_000).toBeGreaterThan(0.88);
    expect(held.length / 5_000).toBeLessThan(0.95);
  });

  it('are the whole scale when there are too few rows', () => {
    const { probabilities, classIndex } = drawn(5, 1, 1);
    const threshold = scoreThreshold(probabilities, classIndex, 0.9);
    expect(positionRange(probabilities.data.subarray(0, 5), threshold)).toEqual({ low: 0, high: 4 });
  });
});

describe('a calibrated model', () => {
  it('comes back from its state as it was, and an older state without calibration comes back plain', async () => {
    const given = input();
    const model = await fitRatingModel(given);
    expect(model.calibration).toMatchObject({ interval: { coverage: 0.9 } });
    const state = model.saveState();
    const saved = JSON.parse(JSON.stringify(state.json));
    const { data, fusion, head, seed } = given;
    const restore = (json: typeof saved) =>
      restoreRatingModel({
        modalities: shapesOf(data.columns),
        fusion,
        head,
        seed,
        scale: data.scale,
        state: { ...state, json },
      });
    const again = await restore(saved);
    expect(again.calibration).toEqual(model.calibration);
    expect(await again.predict(data.columns, data.validation)).toEqual(
      await model.predict(data.columns, data.validation),
    );
    const { calibration: _, ...older } = saved;
    expect((await restore(older)).calibration).toBeUndefined();
    for (const calibration of [
      { temperature: 0 },
      { temperature: 1, interval: { coverage: 2, threshold: 1 } },
      'x',
    ])
      await expect(restore({ ...saved, calibration })).rejects.toMatchObject({ code: 'SAVE_CORRUPT' });
  });

  it('keeps a threshold that is the whole scale through JSON', async () => {
    const model = await fitRatingModel(input({ options: { intervalCoverage: 0.9999 } }));
    const { json, ...rest } = model.saveState();
    expect(model.calibration?.interval?.threshold).toBe(Number.POSITIVE_INFINITY);
    const { data, fusion, head, seed } = input();
    const again = await restoreRatingModel({
      modalities: shapesOf(data.columns),
      fusion,
      head,
      seed,
      scale: data.scale,
      state: { ...rest, json: JSON.parse(JSON.stringify(json)) },
    });
    expect(again.calibration).toEqual(model.calibration);
  });

  it('is not made when nothing of it is wanted', async () => {
    const model = await fitRatingModel(input({ options: { calibration: 'none', intervalCoverage: null } }));
    expect(model.calibration).toBeUndefined();
  });
});
