import type { InteractionMatrix, RankingQuery } from '../../contracts/index.js';
import { historyQuery, itemsOf } from '../../dataset/interaction-matrix.js';
import { RecommenderError } from '../../errors.js';
import type { RankingCounts } from './types.js';

/** One user with something to find. */
export interface TestCase {
  readonly user: number;
  readonly query: RankingQuery;
  /** Candidates that the user has not had before and has in the test; at least one, ascending. */
  readonly relevant: Int32Array;
  /** How many candidates are left without the user's history. */
  readonly candidates: number;
}

/** Everybody with something to find, in order, and the account of everybody else. */
export interface TestCases {
  readonly cases: readonly TestCase[];
  readonly counts: RankingCounts;
}

/**
 * Works out who is evaluated. Raises `NO_ROWS` when nobody has anything to find.
 *
 * @param candidate one byte per item, 1 where it may be recommended
 */
export function testCases(
  { train, test, history }: Readonly<Record<'train' | 'test' | 'history', InteractionMatrix>>,
  candidate: Uint8Array,
  largestK: number,
): TestCases {
  const candidates = candidate.reduce((sum, allowed) => sum + allowed, 0);
  const counts = { ...NOTHING, users: test.users, items: test.items, candidates };
  const cases: TestCase[] = [];
  for (let user = 0; user < test.users; user++) {
    const wanted = itemsOf(test, user);
    const query = historyQuery(history, user);
    const seen = new Set(query.liked);
    const inHistory = wanted.filter((item) => seen.has(item)).length;
    const relevant = wanted.filter((item) => !seen.has(item) && candidate[item] === 1);
    counts.testInteractions += wanted.length;
    counts.testInteractionsInHistory += inHistory;
    counts.testInteractionsOutsideCandidates += wanted.length - inHistory - relevant.length;
    counts.relevantInteractions += relevant.length;
    if (wanted.length === 0) counts.usersWithoutTestItems += 1;
    else if (relevant.length === 0) counts.usersWithNothingToFind += 1;
    if (relevant.length === 0) continue;
    const known = itemsOf(train, user).length > 0;
    const left = candidates - query.liked.filter((item) => candidate[item] === 1).length;
    counts.evaluatedUsers += 1;
    if (query.liked.length === 0) counts.evaluatedUsersWithoutHistory += 1;
    if (!known) counts.evaluatedUsersNotInTraining += 1;
    if (left < largestK) counts.usersWithShortLists += 1;
    if (left === relevant.length) counts.usersWithoutNegatives += 1;
    cases.push({ user, query: known ? query : { ...query, user: -1 }, relevant, candidates: left });
  }
  if (cases.length === 0) throw nothingToFind(counts);
  return { cases, counts };
}

const NOTHING: Readonly<Record<keyof RankingCounts, number>> = {
  users: 0,
  items: 0,
  candidates: 0,
  evaluatedUsers: 0,
  usersWithoutTestItems: 0,
  usersWithNothingToFind: 0,
  evaluatedUsersWithoutHistory: 0,
  evaluatedUsersNotInTraining: 0,
  usersWithShortLists: 0,
  usersWithoutNegatives: 0,
  testInteractions: 0,
  relevantInteractions: 0,
  testInteractionsInHistory: 0,
  testInteractionsOutsideCandidates: 0,
};

function nothingToFind(counts: RankingCounts): RecommenderError {
  const { testInteractions, testInteractionsInHistory, testInteractionsOutsideCandidates } = counts;
  return new RecommenderError(
    'NO_ROWS',
    `evaluateRankers: expected a user with a test item to find, but of ${testInteractions} test interactions ${testInteractionsInHistory} are in the ` +
      `user's history and ${testInteractionsOutsideCandidates} outside the candidates. Use another split or more candidates.`,
    { data: { ...counts } },
  );
}
