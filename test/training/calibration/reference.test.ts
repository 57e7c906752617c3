import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureCalibration } from '../../../src/evaluation/calibration.js';
import { ratingMetrics } from '../../../src/evaluation/metrics/rating-metrics.js';
import { positionRange, scoreThreshold } from '../../../src/training/calibration/ordinal-sets.js';
import { applyTemperature, fitTemperature } from '../../../src/training/calibration/temperature.js';

interface FixtureCase {
  readonly name: string;
  readonly classes: number;
  readonly classIndex: readonly number[];
  readonly probabilities: readonly number[];
  readonly error: number;
  readonly classwiseError: number;
  readonly brier: number;
  readonly logLoss: number;
  readonly temperature: number;
  readonly coverage: number;
  /** null: the whole scale. */
  readonly threshold: number | null;
  readonly intervals: readonly (readonly [number, number])[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/calibration/calibration.json', import.meta.url), 'utf8'),
) as { cases: FixtureCase[] };

function inputOf({ classes, classIndex, probabilities }: FixtureCase) {
  const data = Float32Array.from(probabilities);
  return {
    probabilities: { data, rows: classIndex.length, dimensions: classes },
    classIndex: Int32Array.from(classIndex),
  };
}

describe.each(cases)('as torchmetrics, scikit-learn, SciPy and NumPy: $name', (fixture) => {
  const { probabilities, classIndex } = inputOf(fixture);

  it('measures calibration errors, Brier score and log loss', () => {
    const measured = measureCalibration(probabilities, classIndex, { temperature: 1 });
    // torchmetrics adds up in float32.
    expect(measured.error).toBeCloseTo(fixture.error, 6);
    expect(measured.classwiseError).toBeCloseTo(fixture.classwiseError, 6);
    expect(measured.brier).toBeCloseTo(fixture.brier, 6);
    expect(measured.logLoss).toBeCloseTo(fixture.logLoss, 6);
    const scale = { min: 1, max: fixture.classes, step: 1 };
    const { brier, calibrationError } = ratingMetrics({ probabilities, classIndex, scale });
    expect([brier, calibrationError]).toEqual([measured.brier, measured.error]);
  });

  it('fits the temperature', () => {
    expect(fitTemperature(probabilities, classIndex)).toBeCloseTo(fixture.temperature, 4);
  });

  it('makes the same intervals', () => {
    const threshold = scoreThreshold(probabilities, classIndex, fixture.coverage);
    if (fixture.threshold === null) expect(threshold).toBe(Number.POSITIVE_INFINITY);
    else expect(threshold).toBeCloseTo(fixture.threshold, 12);
    const ranges = Array.from(classIndex, (_, row) => {
      const start = row * fixture.classes;
      const { low, high } = positionRange(
        probabilities.data.subarray(start, start + fixture.classes),
        threshold,
      );
      return [low, high];
    });
    expect(ranges).toEqual(fixture.intervals);
    // Intervals of one row tell nothing; these must be of several widths to be worth comparing.
    if (fixture.threshold !== null)
      expect(new Set(ranges.map(([low, high]) => high! - low!)).size).toBeGreaterThan(2);
  });

  it('measures the probabilities before calibration without predicting again', () => {
    const calibrated = applyTemperature(probabilities, fixture.temperature);
    const { before } = measureCalibration(calibrated, classIndex, { temperature: fixture.temperature });
    expect(before.error).toBeCloseTo(fixture.error, 4);
    expect(before.brier).toBeCloseTo(fixture.brier, 5);
    expect(before.logLoss).toBeCloseTo(fixture.logLoss, 5);
  });
});
