/**
 * How well rankers recommend films, ours and those of Cornac and implicit, on the same splits of MovieLens (latest-small, films with at
 * least 5 ratings), by the same metrics over all candidates. A row is a mean over users with its bootstrap interval in `min` and `max`;
 * rows that end in `minus` and a name are differences on the same resampled users. `bench/results/ranking-evaluations.json` has everything else.
 *
 * ENCODERS=weights takes real weights in place of tf-idf and colours, BENCH_RANKING_PYTHON names the peers' interpreter; SPLITS and RANKERS (parts of names, separated by |) make it shorter.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kCore } from '../src/dataset/k-core.js';
import { evaluateRankers } from '../src/evaluation/ranking/evaluate-rankers.js';
import type { RankingEvaluation } from '../src/evaluation/ranking/types.js';
import type { ModalityColumn } from '../src/types.js';
import { type EncoderSet, encodeItems } from './ranking/encode-items.js';
import { loadMovieLens } from './ranking/movielens.js';
import { availablePeers, scoredPeer } from './ranking/peers.js';
import { printEvaluation, type TimedContender } from './ranking/print-evaluation.js';
import { RANKERS } from './ranking/rankers.js';
import { writeSplitFiles } from './ranking/split-files.js';
import { type RankingSplit, rankingSplits } from './ranking/splits.js';

const SEED = 42;
const encoders = (process.env.ENCODERS ?? 'weight-free') as EncoderSet;
const isWanted = (variable: string, name: string) =>
  (process.env[variable] ?? '').split('|').some((part) => name.includes(part));

const { rows, items } = readFilms();
const core = kCore(rows, { users: 5, items: 5 });
const { userIds, itemIds, splits } = rankingSplits(core.rows, SEED);
const films = itemIds.map((id) => items.get(id)!);
console.log(
  `${core.rows.length} ratings of ${userIds.length} users and ${itemIds.length} films; left out: ${core.removed.rows} ratings of ${core.removed.items} films`,
);

const evaluations: Record<string, RankingEvaluation> = {};
for (const split of splits.filter(({ name }) => isWanted('SPLITS', name))) {
  const known = new Set(split.train.itemIndex);
  const modalities = await encodeItems(
    films,
    [...films.keys()].filter((item) => known.has(item)),
    encoders,
  );
  const contenders = [...(await ours(split, modalities)), ...(await peers(split, modalities))];
  const evaluation = await evaluateRankers({
    contenders,
    train: split.train,
    test: split.test,
    ...(split.candidates && { candidates: split.candidates }),
    modalities,
    ks: [10, 20],
    seed: SEED,
    protocol: `MovieLens latest-small, films with at least 5 ratings, ${encoders} embeddings of texts and posters; ${split.description}`,
  });
  evaluations[split.name] = evaluation;
  printEvaluation(split.name, evaluation, contenders);
}
// A shortened run must not pass for the whole.
if (process.env.SPLITS === undefined && process.env.RANKERS === undefined) {
  const results = fileURLToPath(new URL('./results/ranking-evaluations.json', import.meta.url));
  await writeFile(results, `${JSON.stringify({ encoders, evaluations }, null, 1)}\n`);
}

function readFilms() {
  try {
    return loadMovieLens();
  } catch (error) {
    console.error(
      `MovieLens with descriptions and posters is not there (${(error as Error).message}). MULTIMODAL_SHARED must name the folder with data/movielens-small-posters.`,
    );
    process.exit(2);
  }
}

async function ours(
  { train }: RankingSplit,
  modalities: readonly ModalityColumn[],
): Promise<TimedContender[]> {
  const fitted: TimedContender[] = [];
  for (const { label, make, interactionsOnly = false } of RANKERS) {
    if (!isWanted('RANKERS', label)) continue;
    const ranker = make();
    const start = performance.now();
    await ranker.fit({ interactions: train, modalities: interactionsOnly ? [] : modalities, seed: SEED });
    const fitSeconds = (performance.now() - start) / 1000;
    console.log(`${label}: fitted in ${fitSeconds.toFixed(1)} s. ${ranker.describe?.() ?? ''}`);
    fitted.push({ name: label, ranker, fitSeconds });
  }
  return fitted;
}

async function peers(
  { train }: RankingSplit,
  modalities: readonly ModalityColumn[],
): Promise<TimedContender[]> {
  const plans = availablePeers(modalities.length > 0).filter(({ label }) => isWanted('RANKERS', label));
  if (plans.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'ranking-'));
  try {
    await writeSplitFiles(folder, train, modalities);
    const scored: TimedContender[] = [];
    for (const plan of plans) {
      const { ranker, times } = await scoredPeer(plan, folder, train.users);
      console.log(
        `${plan.label}: fitted in ${times.fitSeconds.toFixed(1)} s, ${Math.round(times.peakRssMb)} MB`,
      );
      scored.push({ name: plan.label, ranker, ...times });
    }
    return scored;
  } finally {
    await rm(folder, { recursive: true });
  }
}
