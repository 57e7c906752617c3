/**
 * Runs a benchmark several times, each time in a process of its own, and keeps the medians:
 * `npm run bench -- NAME [--runs 3]` writes `bench/results/NAME.json`.
 *
 * A benchmark is a script in this folder that prints one JSON object per row: `{ label, unit, median, min, max }`, or
 * `value` in place of the three when it was measured once per run, and optionally `peakRssMb`. Rows of one label are
 * put together over the runs; contenders of one benchmark alternate inside the script. Other lines are shown only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface PrintedRow {
  readonly label: string;
  readonly unit: string;
  readonly value?: number;
  readonly median?: number;
  readonly min?: number;
  readonly max?: number;
  readonly peakRssMb?: number;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' } },
});
const name = positionals[0] ?? '';
const runs = Number(values.runs);
const names = (await readdir(here)).filter((file) => file.endsWith('.ts') && file !== 'run.ts');
if (!names.includes(`${name}.ts`) || !(runs >= 1)) {
  console.error(
    `Usage: npm run bench -- NAME [--runs 3]\nNames: ${names.map((file) => file.slice(0, -3)).join(', ')}`,
  );
  process.exit(2);
}

const printed: PrintedRow[] = [];
for (let run = 0; run < runs; run++) printed.push(...(await runOnce()));
const first = printed[0]?.label;
const labels = [...new Set(printed.map(({ label }) => label))];
const rows = labels.map((label) =>
  summarise(
    label,
    printed.filter((row) => row.label === label),
  ),
);
const base = rows.find(({ label }) => label === first)?.median ?? Number.NaN;
const result = {
  name,
  machine: {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release().split('-')[0]} ${process.arch}`,
    node: process.version,
  },
  versions: installedVersions(),
  runs,
  rows: rows.map((row) => ({ ...row, ratio: round(row.median / base) })),
};
await mkdir(`${here}results`, { recursive: true });
await writeFile(`${here}results/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
console.table(result.rows);

async function runOnce(): Promise<PrintedRow[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', `${here}${name}.ts`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const found: PrintedRow[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) found.push(JSON.parse(line) as PrintedRow);
    else console.log(line);
  }
  const [status] = (await closed) as [number | null];
  if (status === 0 && found.length > 0) return found;
  throw new Error(`bench/${name}.ts ended with status ${status} and ${found.length} rows; nothing is kept.`);
}

function summarise(label: string, measured: readonly PrintedRow[]) {
  const medians = measured.map((row) => row.median ?? row.value ?? Number.NaN).sort((a, b) => a - b);
  const rss = measured.map((row) => row.peakRssMb).filter((mb) => mb !== undefined);
  return {
    label,
    unit: measured[0]!.unit,
    median: medians[(medians.length - 1) >> 1]!,
    min: Math.min(...measured.map((row) => row.min ?? row.value ?? Number.NaN)),
    max: Math.max(...measured.map((row) => row.max ?? row.value ?? Number.NaN)),
    ...(rss.length > 0 ? { peakRssMb: Math.max(...rss) } : {}),
  };
}

function installedVersions(): Record<string, string> {
  const read = (path: string) =>
    JSON.parse(readFileSync(`${here}../${path}`, 'utf8')) as Record<string, unknown>;
  const { dependencies } = read('package.json') as { dependencies: Record<string, string> };
  return Object.fromEntries(
    Object.keys(dependencies).map((dependency) => [
      dependency,
      String(read(`node_modules/${dependency}/package.json`).version),
    ]),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
