import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ranker } from '../../contracts/index.js';
import { historyQuery } from '../../dataset/interaction-matrix.js';
import { throwIfAborted } from '../../util/abort.js';
import type { HeldOut, HeldOutUser } from './hold-out.js';

/** Fitted candidates. */
export type Scorers = readonly Pick<Ranker, 'score'>[];

/** Users whose scores are asked for at a time. */
const BLOCK = 64;

/** The scores of all candidates, one row each over all items, for one user after the other. */
export async function* scored(
  candidates: Scorers,
  { rest }: HeldOut,
  users: readonly HeldOutUser[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ user: HeldOutUser; rows: readonly Float32Array[] }> {
  for (let start = 0; start < users.length; start += BLOCK) {
    await nextTurn();
    throwIfAborted(signal);
    const block = users.slice(start, start + BLOCK);
    const queries = block.map(({ user }) => historyQuery(rest, user));
    const matrices = [];
    for (const candidate of candidates)
      matrices.push(await candidate.score(queries, signal ? { signal } : {}));
    for (const [position, user] of block.entries()) {
      const rows = matrices.map(({ data, dimensions }) =>
        data.subarray(position * dimensions, (position + 1) * dimensions),
      );
      yield { user, rows };
    }
  }
}
