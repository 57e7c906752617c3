import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareModels } from '../../../src/evaluation/comparison/compare-models.js';
import { ConcatFusion } from '../../../src/fusion/concat-fusion.js';
import { data, small, smallComparison, timeless } from './small-comparison.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const entries = async (journal: string) => (await readFile(journal, 'utf8')).match(/^{"key".*}$/gm) ?? [];

describe('compareModels with a journal', () => {
  it('goes on where it was ended, with the same result, and repeats no finished fit', async () => {
    const journal = join(folder, 'journal.jsonl');
    const whole = await compareModels(smallComparison());
    const controller = new AbortController();
    const ended = compareModels(smallComparison({ journal }), {
      signal: controller.signal,
      onProgress: (event) => event.stage === 'compare' && event.done === 5 && controller.abort(),
    });
    await expect(ended).rejects.toMatchObject({ code: 'ABORTED' });
    // As a kill in the middle of a write leaves it.
    await appendFile(journal, '{"key":"abc","metrics":{"accu');
    const resumed = await compareModels(smallComparison({ journal }));
    expect(resumed.resumed).toBe(5);
    expect(timeless(resumed)).toEqual(timeless(whole));
    expect(await entries(journal)).toHaveLength(12);
    expect(await compareModels(smallComparison({ journal }))).toEqual({ ...resumed, resumed: 12 });
    expect(await entries(journal)).toHaveLength(12);
  });

  it('survives being killed', async () => {
    const journal = join(folder, 'killed.jsonl');
    const first = startChild(journal);
    const exit = once(first, 'exit');
    for await (const line of createInterface(first.stdout!)) if (line === '4') first.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
    const finished = (await entries(journal)).length;
    expect(finished).toBeGreaterThanOrEqual(4);

    const second = startChild(journal);
    const lines: string[] = [];
    for await (const line of createInterface(second.stdout!)) lines.push(line);
    const { resumed, outcome } = JSON.parse(lines.at(-1)!);
    expect(resumed).toBe(finished);
    expect(outcome).toEqual(JSON.parse(JSON.stringify(timeless(await compareModels(smallComparison())))));
  });

  it('takes nothing from entries of other data or settings', async () => {
    const journal = join(folder, 'other.jsonl');
    const one = { fusions: { concat: () => new ConcatFusion() }, encoders: { both: data.columns }, folds: 2 };
    const changes = [
      {},
      { training: { epochs: 3, batchSize: 16 } },
      { rows: Int32Array.from({ length: 200 }, (_, row) => row) },
      { encoders: { both: [...data.columns].reverse() } },
      { heads: { small: () => small(), other: () => small() } },
    ];
    const resumed: number[] = [];
    for (const change of changes)
      resumed.push((await compareModels(smallComparison({ ...one, ...change, journal }))).resumed);
    expect(resumed).toEqual([0, 0, 0, 0, 2]);
    expect(await entries(journal)).toHaveLength(10);
  });

  it('ignores an entry that was changed and leaves a file alone that is none of its own', async () => {
    const journal = join(folder, 'changed.jsonl');
    const input = smallComparison({ encoders: { both: data.columns }, folds: 2, journal });
    await compareModels(input);
    await writeFile(journal, (await readFile(journal, 'utf8')).replace('"accuracy":0', '"accuracy":1'));
    expect((await compareModels(input)).resumed).toBe(3);

    const foreign = join(folder, 'notes.txt');
    await writeFile(foreign, 'notes\n');
    await expect(compareModels(smallComparison({ journal: foreign }))).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('Name another file'),
    });
    expect(await readFile(foreign, 'utf8')).toBe('notes\n');
  });
});

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = fileURLToPath(new URL('./comparison-child.ts', import.meta.url));

function startChild(journal: string): ChildProcess {
  return spawn(process.execPath, ['--import', tsx, script, journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
