/** One of our rankers in a process of its own: `speed-contender.ts LABEL FOLDER` prints what it took as JSON. */
import { historyQuery } from '../../src/dataset/interaction-matrix.js';
import { topK } from '../../src/numeric/top-k.js';
import { readGenerated } from './generated-files.js';
import { RANKERS } from './rankers.js';

const LENGTH = 20;
const USERS_PER_BLOCK = 256;
const SINGLE_CALLS = 200;

const [label = '', folder = ''] = process.argv.slice(2);
const plan = RANKERS.find((ranker) => ranker.label === label);
if (plan === undefined) throw new Error(`There is no ranker "${label}".`);
const { interactions, modalities, added } = readGenerated(folder);
const { users, items } = interactions;
const ranker = plan.make();

const start = performance.now();
await ranker.fit({ interactions, modalities: plan.interactionsOnly ? [] : modalities, seed: 1 });
const fitSeconds = seconds(start);
const fitRssMb = peakRssMb();

const allowed = new Uint8Array(items).fill(1);
const lists = async (rows: readonly number[]) => {
  const queries = rows.map((user) => historyQuery(interactions, user));
  const { data, dimensions } = await ranker.score(queries);
  return queries.map(({ liked }, index) => {
    for (const item of liked) allowed[item] = 0;
    const list = topK(data.subarray(index * dimensions, (index + 1) * dimensions), LENGTH, allowed);
    for (const item of liked) allowed[item] = 1;
    return list;
  });
};

await lists([0]);
const latencies: number[] = [];
for (let call = 0; call < SINGLE_CALLS; call++) {
  const one = performance.now();
  await lists([Math.floor((call * (users - 1)) / SINGLE_CALLS)]);
  latencies.push(performance.now() - one);
}
latencies.sort((left, right) => left - right);

const every = performance.now();
for (let first = 0; first < users; first += USERS_PER_BLOCK) {
  await lists(Array.from({ length: Math.min(USERS_PER_BLOCK, users - first) }, (_, index) => first + index));
}
const topSeconds = seconds(every);

let addSeconds: number | undefined;
if (!plan.interactionsOnly) {
  const adding = performance.now();
  await ranker.addItems(added);
  addSeconds = seconds(adding);
}
const description = ranker.describe?.();
console.log(
  JSON.stringify({
    fitSeconds,
    fitRssMb,
    oneMs: latencies[SINGLE_CALLS >> 1],
    oneMsHigh: latencies[Math.floor(SINGLE_CALLS * 0.95)],
    topSeconds,
    addSeconds,
    peakRssMb: peakRssMb(),
    description,
  }),
);
process.exit(0);

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}

function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
