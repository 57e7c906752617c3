import { resamplingProtocol } from '../bootstrap/resampling.js';
import type { RankingCounts } from './types.js';

/** How it was ranked, who was averaged over and how it was resampled, in words that belong to every table. */
export function rankingProtocol(
  protocol: string,
  counts: RankingCounts,
  resamples: number,
  confidence: number,
): string {
  const { candidates, items, evaluatedUsers, usersWithoutTestItems, usersWithNothingToFind } = counts;
  const users = `${evaluatedUsers} ${evaluatedUsers === 1 ? 'user' : 'users'}`;
  return [
    protocol,
    `Full ranking over ${candidates === items ? `all ${items} items` : `${candidates} candidates of ${items} items`}; items of a user's history are excluded, equal scores rank in drawn order.`,
    `Means over ${users} with something to find (${usersWithoutTestItems} without test items, ${usersWithNothingToFind} with nothing left to find).`,
    resamplingProtocol(users, resamples, confidence),
  ].join(' ');
}
