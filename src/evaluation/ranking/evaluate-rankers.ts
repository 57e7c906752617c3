import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';
import { rateMeter } from '../../util/progress.js';
import type { Table } from '../bootstrap/means.js';
import { CandidateOrder } from './candidate-order.js';
import { checkMatrices } from './check-matrices.js';
import { checkScores } from './check-scores.js';
import { ListAccount, type Measuring, valuesPerUser } from './measure-lists.js';
import { catalogueCoverage, giniOfExposure } from './metrics/exposure.js';
import { selfInformation } from './metrics/novelty.js';
import { type EvaluateRankersInput, type RankerContender, resolveRankersInput } from './options.js';
import { rankingProtocol } from './protocol.js';
import { type ContenderIntervals, intervalsOf } from './summarise.js';
import { type TestCase, testCases } from './test-cases.js';
import type { ListResult, RankingEvaluation } from './types.js';

/** Scores in memory at a time: 16 MiB of them, whatever the size of the catalogue. */
const SCORES_PER_BLOCK = 2 ** 22;
const MOST_USERS_PER_BLOCK = 256;

/**
 * Ranks all candidates for every user who has something to find, measures the lists, and compares the contenders with the first
 * one. No candidate is sampled away: sampled metrics put rankers into another order (Krichene and Rendle 2020). Items of
 * a user's history are not shown; a test item that is among them is counted and not to be found. Equal scores rank
 * in an order that is drawn anew for every user, the same for all contenders. A user without training interactions is asked for as somebody unknown (user -1) with the history they
 * have. Nobody is dropped without being counted.
 *
 * Raises `INVALID_OPTIONS`, `DIMENSION_MISMATCH`, `EMPTY_CATALOGUE`, `NO_ROWS` when nobody has anything to find,
 * `MODEL_OUTPUT` when a ranker leaves a score out or gives one that is not finite, `ABORTED`, and what the rankers raise.
 */
export async function evaluateRankers(given: EvaluateRankersInput): Promise<RankingEvaluation> {
  const input = resolveRankersInput(given);
  const { contenders, ks, train, modalities, seed, confidence, resamples, signal } = input;
  const candidate = checkMatrices(input);
  const { cases, counts } = testCases(input, candidate, ks.at(-1)!);
  const order = new CandidateOrder(candidate, cases.length, seed);
  const measuring: Measuring = { ks, candidate, order, information: selfInformation(train), modalities };
  const width = valuesPerUser(ks);
  const columns = width * contenders.length;
  const table: Table = { data: new Float64Array(cases.length * columns), rows: cases.length, columns };
  const rate = rateMeter();
  const accounts: ListAccount[] = [];
  for (const [index, contender] of contenders.entries()) {
    const account = new ListAccount(measuring);
    accounts.push(account);
    const before = index * cases.length;
    for await (const { first, block, scores } of scoredBlocks(contender, cases, candidate.length, signal)) {
      for (const [position, user] of block.entries()) {
        const start = (first + position) * columns + index * width;
        const row = scores.subarray(position * candidate.length, (position + 1) * candidate.length);
        account.add(first + position, user, row, table.data.subarray(start, start + width));
      }
      const done = before + first + block.length;
      input.onProgress?.({
        stage: 'evaluate',
        done,
        total: cases.length * contenders.length,
        rate: rate(done),
      });
    }
  }
  const intervals = await intervalsOf(table, contenders.length, ks.length, {
    resamples,
    confidence,
    seed,
    signal,
  });
  return {
    protocol: rankingProtocol(input.protocol, counts, resamples, confidence),
    ks,
    confidence,
    resamples,
    seed,
    counts,
    contenders: contenders.map(({ name, description }, index) => ({
      name,
      description: description ?? name,
      ...intervals[index]!,
      lists: listResults(measuring, accounts[index]!, intervals[index]!, cases.length),
    })),
  };
}

/** The users block by block, so that memory is bounded and other work gets its turn. */
async function* scoredBlocks(
  { name, ranker }: RankerContender,
  cases: readonly TestCase[],
  items: number,
  signal: AbortSignal | undefined,
) {
  const size = Math.max(1, Math.min(MOST_USERS_PER_BLOCK, Math.floor(SCORES_PER_BLOCK / items)));
  for (let first = 0; first < cases.length; first += size) {
    await nextTurn();
    throwIfAborted(signal);
    const block = cases.slice(first, first + size);
    const queries = block.map(({ query }) => query);
    const scores = await ranker.score(queries, signal && { signal });
    checkScores(name, scores, block, items);
    yield { first, block, scores: scores.data };
  }
}

function listResults(
  { ks, candidate, modalities }: Measuring,
  { exposure, novelty, diversity }: ListAccount,
  intervals: ContenderIntervals,
  users: number,
): ListResult[] {
  return ks.map((k, index) => {
    const shown = exposure[index]!.filter((_, item) => candidate[item] === 1);
    return {
      k,
      ...intervals.lists[index]!,
      coverage: catalogueCoverage(shown),
      novelty: novelty[index]! / users,
      gini: giniOfExposure(shown),
      diversity: modalities.flatMap(({ name }, position) => {
        const lists = diversity[position]!.lists[index]!;
        return lists === 0
          ? []
          : [{ modality: name, value: diversity[position]!.sum[index]! / lists, lists }];
      }),
    };
  });
}
