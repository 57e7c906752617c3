/**
 * Runs one benchmark in a process of its own and keeps its figures: `npm run bench -- NAME [arguments]`.
 *
 * A benchmark is a script in this folder that prints one JSON object per row: `{ label, unit, median, min, max }`, or
 * `value` in place of the three when it was measured once, and optionally `ratio` and `peakRssMb`. Other lines are
 * shown and not kept.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const [name, ...rest] = process.argv.slice(2);
const names = (await readdir(here)).filter((file) => file.endsWith('.ts') && file !== 'run.ts');
if (name === undefined || !names.includes(`${name}.ts`)) {
  console.error(`Usage: npm run bench -- NAME\nNames: ${names.map((file) => file.slice(0, -3)).join(', ')}`);
  process.exit(2);
}

const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', `${here}${name}.ts`, ...rest], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const rows: Record<string, unknown>[] = [];
for await (const line of createInterface({ input: child.stdout })) {
  if (line.startsWith('{')) rows.push(JSON.parse(line) as Record<string, unknown>);
  else console.log(line);
}
if (child.exitCode !== 0 || rows.length === 0) {
  console.error(
    `bench/${name}.ts ended with status ${child.exitCode} and ${rows.length} rows; nothing is kept.`,
  );
  process.exit(1);
}

const { dependencies } = JSON.parse(readFileSync(`${here}../package.json`, 'utf8')) as {
  dependencies: Record<string, string>;
};
const result = {
  name,
  machine: {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release().split('-')[0]} ${process.arch}`,
    node: process.version,
  },
  versions: dependencies,
  rows,
};
await mkdir(`${here}results`, { recursive: true });
await writeFile(`${here}results/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
console.table(rows);
