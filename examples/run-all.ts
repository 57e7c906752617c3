/** Runs every example the way a reader would, each in its own process, and fails if one does. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINE_LIMIT = 60;
const here = fileURLToPath(new URL('.', import.meta.url));
const clip = fileURLToPath(new URL('../test/fixtures/models/tiny-clip', import.meta.url));
const output = mkdtempSync(join(tmpdir(), 'examples-'));
/** The main job, shortened: the whole of it is the README's first command. */
const flags: Record<string, string[]> = {
  'start.ts': ['--epochs', '2', '--output', join(output, 'report'), '--cache', join(output, 'cache')],
};
const index = readFileSync(`${here}README.md`, 'utf8');

const failures: string[] = [];
for (const file of readdirSync(here).filter((name) => name.endsWith('.ts') && name !== 'run-all.ts')) {
  const started = performance.now();
  const lines = readFileSync(`${here}${file}`, 'utf8').trimEnd().split('\n').length;
  const run = spawnSync(process.execPath, ['--import', 'tsx', `${here}${file}`, ...(flags[file] ?? [])], {
    encoding: 'utf8',
    env: { ...process.env, ...(existsSync(clip) ? { CLIP_MODEL: clip } : {}) },
    timeout: 240_000,
  });
  const problems = [
    ...(run.status === 0 ? [] : [`exit status ${run.status ?? run.signal}\n${run.stdout}${run.stderr}`]),
    ...(lines > LINE_LIMIT ? [`${lines} lines, more than ${LINE_LIMIT}`] : []),
    ...(index.includes(`(${file})`) ? [] : ['not in examples/README.md']),
    ...(/conformance: \d+ passed, [1-9]/.test(run.stdout) ? [run.stdout] : []),
  ];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${file} (${seconds} s)`);
  for (const problem of problems) failures.push(`${file}: ${problem}`);
}
rmSync(output, { recursive: true });
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);
