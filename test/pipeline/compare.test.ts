import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ColorTextureImageEncoder,
  type CompareOptions,
  ConcatFusion,
  GatedFusion,
  MlpClassifierHead,
  MlpOrdinalHead,
  MultimodalRecommender,
  type RecommenderOptions,
  renderComparisonText,
  renderHtml,
  renderJson,
  renderText,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const layers = { hidden: [24], dropout: [0.1] };
const make = (options: RecommenderOptions = {}) =>
  new MultimodalRecommender({
    textEncoder: new TfidfTextEncoder({ dimensions: 24 }),
    imageEncoder: new ColorTextureImageEncoder(),
    head: new MlpClassifierHead(layers),
    training: { epochs: 10 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });
const { source } = tinyDataset({ rows: 400, items: 40, seed: 3 });

describe('compare', () => {
  it('takes encoders, fusions and heads through folds, and the best to the test rows; resumes', async () => {
    await using recommender = make();
    const journal = join(folder, 'comparison.jsonl');
    const events: string[] = [];
    const options: CompareOptions = {
      encoders: { both: {}, 'images alone': { textEncoder: null } },
      fusions: { concat: () => new ConcatFusion(), gated: () => new GatedFusion({ dimensions: 16 }) },
      heads: {
        classes: () => new MlpClassifierHead(layers),
        ordinal: () => new MlpOrdinalHead(layers),
      },
      folds: 2,
      journal,
      onProgress: ({ stage }) => events.push(stage),
    };
    const comparison = await recommender.compare(source, options);
    expect(comparison.cells).toHaveLength(8);
    expect(comparison.best).toMatch(/^both/);
    const images = comparison.cells.find(({ name }) => name === 'images alone + concat + classes')!;
    expect(images.difference!.accuracy.value).toBeLessThan(-0.1);
    expect(comparison.test!.contenders[0]!.name).toBe('both + concat + classes');
    expect(comparison.test!.contenders[0]!.metrics.rows).toBeGreaterThan(70);
    expect(events.filter((stage) => stage === 'compare')).toHaveLength(16);
    const text = renderComparisonText(comparison);
    expect(text).toContain('test rows');

    await recommender.fit(source);
    const report = await recommender.evaluate({ comparison, ablation: false, resamples: 20 });
    const shown = renderText(report);
    expect(shown).toContain('Encoders, fusions and heads');
    for (const { name } of comparison.cells) expect(shown).toContain(name);
    expect(await renderHtml(report)).toContain('<section id="choices">');
    expect(JSON.parse(renderJson(report)).choices.best).toBe(comparison.best);

    const again = await recommender.compare(source, options);
    expect(again.resumed).toBe(16);
    expect(again.cells).toEqual(comparison.cells);
    expect(again.test).toEqual(comparison.test);
  });

  it('leaves encoders that learn to the rows of each fold', async () => {
    const learned: number[] = [];
    class Counting extends TfidfTextEncoder {
      override async fit(...given: Parameters<TfidfTextEncoder['fit']>) {
        learned.push(given[0].length);
        await super.fit(...given);
      }
    }
    await using recommender = make({ textEncoder: new Counting({ dimensions: 24 }), imageEncoder: null });
    const comparison = await recommender.compare(source, { folds: 2, groupBy: 'item', test: false });
    expect(comparison.test).toBeUndefined();
    expect(comparison.protocol).toContain('rows of a group in one fold');
    expect(learned).toHaveLength(2);
    const rows = Number(/^(\d+) rows/.exec(comparison.protocol)![1]);
    // Half of the rows less those that stop training.
    for (const count of learned) expect(count).toBeLessThan(0.5 * rows);
  });

  it('fits an encoder that several sets have in common once in each fold', async () => {
    let fits = 0;
    class Counting extends TfidfTextEncoder {
      override async fit(...given: Parameters<TfidfTextEncoder['fit']>) {
        fits++;
        await super.fit(...given);
      }
    }
    const options = { folds: 2, seeds: [1, 2], test: false };
    const encoders = { both: {}, text: { imageEncoder: null } };
    await using recommender = make({ textEncoder: new Counting({ dimensions: 24 }) });
    const together = await recommender.compare(source, { ...options, encoders });
    expect(fits).toBe(4);
    await using apart = make();
    const { cells } = await apart.compare(source, { ...options, encoders: { text: { imageEncoder: null } } });
    expect(together.cells[1]!.metrics).toEqual(cells[0]!.metrics);
  });

  it.each<[string, RecommenderOptions, CompareOptions]>([
    ['the preference task', { task: 'preference' }, {}],
    ['encoders without encoders', {}, { encoders: { none: { textEncoder: null, imageEncoder: null } } }],
    ['an unknown grouping', {}, { groupBy: 'shop' as 'item' }],
    ['an unknown option', {}, { fold: 3 } as CompareOptions],
    ['nothing to compare', {}, { heads: {} }],
  ])('refuses %s', async (_, options, compare) => {
    await using recommender = make(options);
    await expect(recommender.compare(source, compare)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});
