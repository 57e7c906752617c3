/** Recommenders in Python on the same split files, measured by our metrics: their scores come back as a table. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ranker } from '../../src/contracts/index.js';
import { readEmbeddings } from '../../src/embedding-files/embedding-files.js';
import type { EmbeddingMatrix } from '../../src/types.js';

const SCRIPT = fileURLToPath(new URL('../peers/ranking_cornac.py', import.meta.url));
/** The interpreter of an environment with `bench/peers/requirements-ranking.txt`. */
const PYTHON = process.env.BENCH_RANKING_PYTHON;

/** A recommender in Python. */
export interface PeerPlan {
  /** As the script calls it. */
  readonly peer: string;
  readonly label: string;
  readonly needsFeatures?: boolean;
  /** Settings that differ from those in the script. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** All peers. Sizes of factors and numbers of epochs are those of our own rankers, where they have them. */
export const PEERS: readonly PeerPlan[] = [
  { peer: 'cornac-bpr', label: 'Cornac BPR' },
  { peer: 'cornac-vbpr', label: 'Cornac VBPR', needsFeatures: true },
  { peer: 'cornac-ease', label: 'Cornac EASE' },
  { peer: 'implicit-als', label: 'implicit ALS' },
  { peer: 'implicit-bpr', label: 'implicit BPR' },
  { peer: 'implicit-item-knn', label: 'implicit item-kNN (cosine)' },
];

/** What the script measured. */
export interface PeerTimes {
  readonly fitSeconds: number;
  readonly peakRssMb: number;
  readonly topSeconds?: number;
  readonly oneSeconds?: number;
}

/** The peers that can be run; says so where they cannot. */
export function availablePeers(hasFeatures: boolean): readonly PeerPlan[] {
  if (PYTHON !== undefined) return PEERS.filter(({ needsFeatures }) => hasFeatures || !needsFeatures);
  console.log(
    `left out, no Python for them: ${PEERS.map(({ label }) => label).join(', ')} (BENCH_RANKING_PYTHON; see bench/README.md)`,
  );
  return [];
}

/** Runs one peer in a process of its own. */
export async function runPeer(
  { peer, options = {} }: PeerPlan,
  folder: string,
  extra: readonly string[],
): Promise<PeerTimes> {
  const parts = [SCRIPT, peer, folder, '--options', JSON.stringify(options), ...extra];
  // These variables make numerical libraries of Python avoid what the processor can do.
  const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...env } = process.env;
  const child = spawn(PYTHON!, parts, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // implicit wants its own threads alone to be parallel, and says so.
    env: { ...env, OPENBLAS_NUM_THREADS: peer.startsWith('implicit') ? '1' : '2' },
  });
  let output = '';
  let problems = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    problems += chunk;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${peer} ended with status ${status}: ${problems.slice(-2000)}`);
  return JSON.parse(output) as PeerTimes;
}

/** Fits a peer and reads all its scores. */
export async function scoredPeer(
  plan: PeerPlan,
  folder: string,
  users: number,
): Promise<{ readonly ranker: Pick<Ranker, 'score'>; readonly times: PeerTimes }> {
  const path = join(folder, `${plan.peer}.npy`);
  const times = await runPeer(plan, folder, ['--scores', path]);
  const ids = Array.from({ length: users + 1 }, (_, user) => String(user));
  const { matrix } = await readEmbeddings(path, { ids });
  return { ranker: scoreTable(matrix), times };
}

/** Looks scores up. The last row is for somebody of whom nothing is known. */
function scoreTable({ data, rows, dimensions }: EmbeddingMatrix): Pick<Ranker, 'score'> {
  return {
    score: async (queries) => {
      const scores = new Float32Array(queries.length * dimensions);
      for (const [index, { user }] of queries.entries()) {
        const row = user < 0 ? rows - 1 : user;
        scores.set(data.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions);
      }
      return { data: scores, rows: queries.length, dimensions };
    },
  };
}
