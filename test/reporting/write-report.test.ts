import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecommenderError } from '../../src/errors.js';
import { writeReport } from '../../src/reporting/write-report.js';
import { bareReport, realisticReport } from './fake-report.js';

const PLOTS = [
  'ablation',
  'confusion-matrix',
  'actual-vs-predicted',
  'ratings',
  'reliability',
  'training-curves',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('writeReport', () => {
  it('writes text, JSON, page and pictures, and returns their paths', async () => {
    const directory = join(folder, 'new', 'report');
    const paths = await writeReport(realisticReport(), directory);
    expect(paths.map((path) => relative(directory, path))).toEqual([
      'report.txt',
      'report.json',
      ...PLOTS.flatMap((name) => [join('plots', `${name}.svg`), join('plots', `${name}.png`)]),
      'index.html',
    ]);
    for (const path of paths) expect((await readFile(path)).length).toBeGreaterThan(500);
    expect(JSON.parse(await readFile(join(directory, 'report.json'), 'utf8'))).toEqual(realisticReport());
    const left = await readdir(directory, { recursive: true });
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('writes the same bytes for the same report', async () => {
    const [first, second] = [join(folder, 'a'), join(folder, 'b')];
    const paths = await writeReport(realisticReport(), first);
    await writeReport(realisticReport(), second);
    for (const path of paths) {
      expect(await readFile(path)).toEqual(await readFile(join(second, relative(first, path))));
    }
  });

  it('replaces an earlier report and leaves other files alone', async () => {
    const directory = join(folder, 'again');
    await writeReport(realisticReport(), directory);
    await writeFile(join(directory, 'mine.txt'), 'keep');
    await writeReport({ ...bareReport(), title: 'Second' }, directory);
    expect(await readFile(join(directory, 'report.txt'), 'utf8')).toMatch(/^Second\n/);
    expect(await readFile(join(directory, 'mine.txt'), 'utf8')).toBe('keep');
  });

  it('removes a picture of an earlier report that this one does not have', async () => {
    const directory = join(folder, 'stale');
    await writeReport(realisticReport(), directory);
    await writeReport(bareReport(), directory);
    expect(await readdir(join(directory, 'plots'))).not.toContain('training-curves.svg');
    expect(await readdir(join(directory, 'plots'))).toContain('ablation.png');
  });

  it('raises ABORTED before it writes anything', async () => {
    const directory = join(folder, 'aborted');
    let error: unknown;
    try {
      await writeReport(realisticReport(), directory, { signal: AbortSignal.abort() });
    } catch (raised) {
      error = raised;
    }
    expect(isRecommenderError(error, 'ABORTED')).toBe(true);
    await expect(readdir(directory)).rejects.toThrow('ENOENT');
  });
});
