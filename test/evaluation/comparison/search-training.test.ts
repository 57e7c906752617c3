import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawSettings, resolveSpace } from '../../../src/evaluation/comparison/search-space.js';
import {
  type SearchTrainingInput,
  searchTraining,
} from '../../../src/evaluation/comparison/search-training.js';
import { ConcatFusion } from '../../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../../src/heads/mlp-classifier-head.js';
import { renderComparisonText } from '../../../src/reporting/comparison/render-comparison.js';
import { toyData } from '../../training/toy-data.js';

const input = (change: Partial<SearchTrainingInput> = {}): SearchTrainingInput => ({
  data: toyData({ rows: 160 }),
  fusion: () => new ConcatFusion(),
  head: (layers) => new MlpClassifierHead({ hidden: [8], dropout: [0.1], ...layers }),
  trials: 5,
  // A first trial that has learned next to nothing.
  training: { epochs: 8, learningRate: 1e-5 },
  space: { learningRate: { from: 0.003, to: 0.03 }, hidden: [[8], [16, 8]], batchSize: [16] },
  ...change,
});
const results = ({ trials }: Awaited<ReturnType<typeof searchTraining>>) =>
  trials.map(({ trial, training, layers, metrics }) => ({ trial, training, layers, metrics }));

describe('searchTraining', () => {
  it('tries the given settings first and finds better ones, the same with the same seed', async () => {
    const search = await searchTraining(input());
    expect(search.trials).toHaveLength(5);
    expect(search.trials[0]).toMatchObject({ training: { epochs: 8, learningRate: 1e-5 }, layers: {} });
    expect(search.best.trial).toBeGreaterThan(0);
    const losses = search.trials.map(({ metrics }) => metrics.logLoss);
    expect(search.best.metrics.logLoss).toBe(Math.min(...losses));
    expect(losses[0]).toBeGreaterThan(search.best.metrics.logLoss + 0.1);
    expect(results(await searchTraining(input()))).toEqual(results(search));
    expect(results(await searchTraining(input({ seed: 7 })))[1]!.training).not.toEqual(
      search.trials[1]!.training,
    );
    expect(renderComparisonText(search)).toContain(`trial ${search.best.trial}`);
  });

  it('goes on from a journal, also with more trials', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'search-'));
    const journal = join(folder, 'search.jsonl');
    const three = await searchTraining(input({ journal, trials: 3 }));
    const five = await searchTraining(input({ journal }));
    expect(five.resumed).toBe(3);
    expect(five.trials.slice(0, 3)).toEqual(three.trials);
    expect(results(five)).toEqual(results(await searchTraining(input())));
    await rm(folder, { recursive: true });
  });

  it.each([
    ['no trials', { trials: 0 }],
    ['an unknown metric', { metric: 'luck' as never }],
    ['a range upside down', { space: { learningRate: { from: 1, to: 0.1 } } }],
    ['a rate of which no logarithm exists', { space: { learningRate: { from: 0, to: 0.1 } } }],
    ['nothing to choose from', { space: { batchSize: [] } }],
    ['dropout without layers', { space: { hidden: null } }],
  ])('refuses %s', async (_, change) => {
    await expect(searchTraining(input(change))).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

describe('drawSettings', () => {
  it('stays within the space and reaches its whole width', () => {
    const space = resolveSpace('test', {
      learningRate: { from: 1e-4, to: 1e-2 },
      modalityDropout: { from: 0.1, to: 0.3 },
      classWeights: ['none'],
    });
    const drawn = Array.from({ length: 400 }, (_, trial) => drawSettings(space, {}, 1, trial + 1));
    const rates = drawn.map(({ training }) => training.learningRate!);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1e-2);
    // Log-uniform: as many below 0.001 as above.
    const low = rates.filter((rate) => rate < 1e-3).length;
    expect(low).toBeGreaterThan(160);
    expect(low).toBeLessThan(240);
    for (const { training, layers } of drawn) {
      expect(training.classWeights).toBe('none');
      expect(training.modalityDropout).toBeGreaterThanOrEqual(0.1);
      expect(training.modalityDropout).toBeLessThanOrEqual(0.3);
      expect(layers.dropout).toHaveLength(layers.hidden!.length);
      expect(training.optimizer).toMatchObject({ name: 'adamw' });
    }
    expect(new Set(drawn.map(({ training }) => training.batchSize))).toEqual(new Set([32, 64, 128]));
  });
});
