/**
 * Time and memory of rankers on generated data: 40,000 users, 23,000 items, 280,000 interactions, embeddings of 768 and 2,048
 * dimensions, each contender in a process of its own, on the same files. Rows: fit, one user's 20 items (median and 95th percentile of
 * 200 calls), the 20 items of every user, 1,000 items added. `peakRssMb` is the process's, after the fit in the row of the fit.
 *
 * USERS, ITEMS and INTERACTIONS make it smaller; RANKERS (parts of names, separated by |) chooses contenders.
 * BENCH_RANKING_PYTHON names the interpreter of the peers. Cornac's EASE holds three matrices [items, items] of doubles: 12.7 GB at full size.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from './ranking/generate.js';
import { writeGenerated } from './ranking/generated-files.js';
import { availablePeers, runPeer } from './ranking/peers.js';
import { RANKERS } from './ranking/rankers.js';
import { writeSplitFiles } from './ranking/split-files.js';

interface Measured {
  readonly fitSeconds: number;
  readonly fitRssMb: number;
  readonly oneMs: number;
  readonly oneMsHigh: number;
  readonly topSeconds: number;
  readonly addSeconds?: number;
  readonly peakRssMb: number;
  readonly description?: string;
}

const ADDED = 1000;
const size = {
  users: Number(process.env.USERS ?? 40_000),
  items: Number(process.env.ITEMS ?? 23_000),
  interactions: Number(process.env.INTERACTIONS ?? 280_000),
  dimensions: { text: 768, image: 2048 },
};
const isWanted = (name: string) => (process.env.RANKERS ?? '').split('|').some((part) => name.includes(part));
const contender = fileURLToPath(new URL('./ranking/speed-contender.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ranking-speed-'));
try {
  await writeFiles();
  for (const { label } of RANKERS.filter((ranker) => isWanted(ranker.label))) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', contender, label, folder],
      { maxBuffer: 2 ** 26 },
    );
    const measured = JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
    if (measured.description) console.log(`${label}: ${measured.description}`);
    print(label, 'fit', 's', measured.fitSeconds, measured.fitRssMb);
    print(label, 'one user, median', 'ms', measured.oneMs);
    print(label, 'one user, 95th percentile', 'ms', measured.oneMsHigh);
    print(label, 'every user', 's', measured.topSeconds, measured.peakRssMb);
    if (measured.addSeconds !== undefined) print(label, `${ADDED} items added`, 's', measured.addSeconds);
  }
  for (const plan of availablePeers(true).filter(({ label }) => isWanted(label))) {
    const { fitSeconds, peakRssMb, topSeconds, oneSeconds } = await runPeer(plan, folder, ['--top', '20']);
    print(plan.label, 'fit', 's', fitSeconds, Math.round(peakRssMb));
    print(plan.label, 'one user, median', 'ms', oneSeconds! * 1000);
    print(plan.label, 'every user', 's', topSeconds!);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function writeFiles(): Promise<void> {
  const generated = generate(size, ADDED, 1);
  const { users, items, itemIndex } = generated.interactions;
  console.log(`generated ${users} users x ${items} items, ${itemIndex.length} interactions`);
  writeGenerated(folder, generated);
  await writeSplitFiles(folder, generated.interactions, generated.modalities);
}

function print(label: string, what: string, unit: string, value: number, peakRssMb?: number): void {
  const memory = peakRssMb === undefined ? {} : { peakRssMb };
  console.log(
    JSON.stringify({ label: `${label}: ${what}`, unit, value: Number(value.toPrecision(3)), ...memory }),
  );
}
