import { describe, expect, it } from 'vitest';
import { compareModels } from '../../../src/evaluation/comparison/compare-models.js';
import { correctedInterval, studentQuantile } from '../../../src/evaluation/comparison/corrected-interval.js';
import { makeFolds } from '../../../src/evaluation/comparison/folds.js';
import type { FoldEncoding } from '../../../src/evaluation/comparison/types.js';
import { AttentionFusion } from '../../../src/fusion/attention-fusion.js';
import { ConcatFusion } from '../../../src/fusion/concat-fusion.js';
import { GatedFusion } from '../../../src/fusion/gated-fusion.js';
import { MlpClassifierHead } from '../../../src/heads/mlp-classifier-head.js';
import {
  renderComparisonHtml,
  renderComparisonJson,
  renderComparisonText,
} from '../../../src/reporting/comparison/render-comparison.js';
import { plantedFusion } from '../../training/planted-fusion.js';
import { data, smallComparison as input } from './small-comparison.js';

describe('compareModels', () => {
  it('fits every combination on every fold, and finds the one that sees more', async () => {
    const events: number[] = [];
    const comparison = await compareModels(input(), {
      onProgress: (event) => event.stage === 'compare' && events.push(event.done),
    });
    expect(events).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(comparison.cells.map(({ name }) => name)).toEqual([
      'both + concat + small',
      'both + gated + small',
      'second alone + concat + small',
      'second alone + gated + small',
    ]);
    expect(comparison.best).toMatch(/^both/);
    const [first, , alone] = comparison.cells;
    expect(first!.difference).toBeUndefined();
    expect(alone!.difference!.accuracy.value).toBeCloseTo(
      alone!.metrics.accuracy.value - first!.metrics.accuracy.value,
      10,
    );
    // The first modality holds most of what there is to know.
    expect(alone!.difference!.accuracy.value).toBeLessThan(-0.1);
    const text = renderComparisonText(comparison);
    for (const { name } of comparison.cells) expect(text).toContain(name);
  });

  it('fits encoders that learn on the training rows of each fold alone', async () => {
    const parts: number[][] = [];
    const learned: FoldEncoding = {
      fingerprint: 'half of the columns',
      columnsOf: async ({ train, validation, test }) => {
        parts.push([train.length, validation.length, test.length]);
        return data.columns.slice(0, 1);
      },
    };
    const comparison = await compareModels(input({ encoders: { learned, fixed: data.columns.slice(0, 1) } }));
    // Once per fold, not per fit.
    expect(parts).toEqual([
      [272, 48, 160],
      [272, 48, 160],
      [272, 48, 160],
    ]);
    const [concat, , fixed] = comparison.cells;
    expect(concat!.metrics).toEqual(fixed!.metrics);
  });

  it('finds fusions that know which modality to believe', async () => {
    const planted = plantedFusion(900, 1);
    const comparison = await compareModels({
      encoders: { both: planted.columns },
      fusions: {
        concat: () => new ConcatFusion(),
        gated: () => new GatedFusion({ dimensions: 32 }),
        attention: () => new AttentionFusion({ dimensions: 32 }),
      },
      heads: { linear: () => new MlpClassifierHead({ hidden: [], dropout: [] }) },
      classIndex: planted.classIndex,
      rows: Int32Array.from({ length: 900 }, (_, row) => row),
      scale: data.scale,
      folds: 3,
      training: { epochs: 60, learningRate: 0.005, modalityDropout: 0 },
    });
    const [concat, gated, attention] = comparison.cells;
    // Each modality alone is right for three rows in five: half of them, and a fifth of the others by chance.
    expect(concat!.metrics.accuracy.value).toBeLessThan(0.75);
    for (const cell of [gated!, attention!]) expect(cell.difference!.accuracy.low).toBeGreaterThan(0.1);
  });

  it('is rendered as text, as a page and as JSON', async () => {
    const fusions = { '<concat>': () => new ConcatFusion(), gated: () => new GatedFusion({ dimensions: 8 }) };
    const comparison = await compareModels(input({ fusions, encoders: { both: data.columns }, folds: 2 }));
    expect(renderComparisonText(comparison, 'Ours')).toMatch(
      /^Ours\n[\s\S]*Difference from "<concat> \+ small"/,
    );
    const html = renderComparisonHtml(comparison);
    expect(html).toContain('&lt;concat&gt; + small');
    expect(html).not.toContain('<concat>');
    const { formatVersion, ...json } = JSON.parse(renderComparisonJson(comparison));
    expect(formatVersion).toBe(1);
    expect(json).toEqual(JSON.parse(JSON.stringify(comparison)));
  });

  it.each([
    ['no heads', { heads: {} }],
    ['one fold', { folds: 1 }],
    ['no seeds', { seeds: [] }],
    ['a seed twice', { seeds: [1, 1] }],
    ['nothing to train on', { validationShare: 0.9 }],
    ['an impossible confidence', { confidence: 1 }],
  ])('refuses %s', async (_, change) => {
    await expect(compareModels(input(change))).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

describe('makeFolds', () => {
  const rows = Int32Array.from({ length: 100 }, (_, row) => row);
  const classIndex = rows.map((row) => (row < 20 ? 0 : 1));
  const division = { rows, classIndex, folds: 5, validationShare: 0.2, seed: 3 };

  it('tests every row once, with the ratings in the same shares', () => {
    const folds = makeFolds(division);
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...rows]);
    for (const { train, validation, test } of folds) {
      expect(new Set([...train, ...validation, ...test]).size).toBe(100);
      expect([...test].filter((row) => classIndex[row] === 0)).toHaveLength(4);
      expect([...validation].filter((row) => classIndex[row] === 0)).toHaveLength(3);
    }
  });

  it('keeps groups together, with the ratings in nearly the same shares', () => {
    const groups = [...rows].map((row) => `item ${row % 25}`);
    for (const { train, validation, test } of makeFolds({ ...division, groups })) {
      const names = [train, validation, test].map((part) => new Set([...part].map((row) => groups[row])));
      expect(names.reduce((sum, part) => sum + part.size, 0)).toBe(25);
      const low = [...test].filter((row) => classIndex[row] === 0).length;
      expect(low).toBeGreaterThanOrEqual(2);
      expect(low).toBeLessThanOrEqual(6);
    }
  });

  it('differs from seed to seed and repeats itself with the same one', () => {
    expect(makeFolds(division)).toEqual(makeFolds(division));
    expect(makeFolds({ ...division, seed: 4 })).not.toEqual(makeFolds(division));
  });
});

describe('correctedInterval', () => {
  // Quantiles of scipy.stats.t.ppf.
  it.each([
    [0.975, 1, 12.706204736432095],
    [0.975, 4, 2.7764451051977987],
    [0.95, 9, 1.8331129326536337],
    [0.995, 30, 2.749995653607],
  ])('has the quantile %f of Student with %i degrees of freedom', (probability, degrees, expected) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(expected, 6);
  });

  it('is wider than that of independent scores', () => {
    const scores = [0.5, 0.6, 0.55, 0.62, 0.58];
    const corrected = correctedInterval(scores, 0.25, 0.95);
    const plain = correctedInterval(scores, 0, 0.95);
    expect(corrected.value).toBeCloseTo(0.57, 10);
    expect((corrected.high - corrected.low) / (plain.high - plain.low)).toBeCloseTo(
      Math.sqrt(1 + 5 * 0.25),
      10,
    );
  });
});
