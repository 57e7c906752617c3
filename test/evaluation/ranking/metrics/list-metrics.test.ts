import { describe, expect, it } from 'vitest';
import {
  averagePrecisionAt,
  hitRateAt,
  ndcgAt,
  precisionAt,
  recallAt,
  reciprocalRankAt,
} from '../../../../src/evaluation/ranking/metrics/list-metrics.js';
import { rocAuc } from '../../../../src/evaluation/ranking/metrics/roc-auc.js';
import { topK } from '../../../../src/numeric/top-k.js';
import { PEER_CASES, type PeerCase } from '../helpers.js';

/** The whole ranking of one user without their history, as hits. */
function rankingOf({ scores, items, history, relevant }: PeerCase, user: number) {
  const own = Float32Array.from(scores.slice(user * items, (user + 1) * items));
  const allowed = new Uint8Array(items).fill(1);
  for (const item of history[user]!) allowed[item] = 0;
  const wanted = Int32Array.from(relevant[user]!);
  const hits = Uint8Array.from(topK(own, items, allowed), (item) => (wanted.includes(item) ? 1 : 0));
  return { own, allowed, wanted, hits };
}

const METRICS = {
  recall: recallAt,
  precision: precisionAt,
  hitRate: hitRateAt,
  ndcg: ndcgAt,
  map: averagePrecisionAt,
  mrr: reciprocalRankAt,
};

describe.each(PEER_CASES)('$name', (peer) => {
  const users = Array.from({ length: peer.users }, (_, user) => ({ user, ...rankingOf(peer, user) }));

  it.each(
    peer.ks.flatMap((k) =>
      Object.keys(METRICS).map((metric) => [metric as keyof typeof METRICS, k] as const),
    ),
  )('%s at %i is that of the peers, user by user', (metric, k) => {
    const name = `${metric}@${k}`;
    for (const { user, hits, wanted } of users) {
      const own = METRICS[metric](hits, k, wanted.length);
      expect(own, `RecBole, user ${user}`).toBeCloseTo((peer.recbole[name] as number[])[user]!, 10);
      if (metric !== 'map' && metric !== 'mrr')
        expect(own, `Cornac, user ${user}`).toBeCloseTo(peer.cornac[name]![user]!, 10);
      // The list may be cut before: what follows the first k does not count.
      expect(METRICS[metric](hits.slice(0, k), k, wanted.length)).toBe(own);
    }
  });

  it('MRR and MAP over the whole ranking, and AUC, are those of Cornac', () => {
    for (const { user, hits, wanted, own, allowed } of users) {
      expect(reciprocalRankAt(hits, peer.items)).toBeCloseTo(peer.cornac.mrr![user]!, 10);
      if (peer.cornac.map === undefined) continue;
      expect(averagePrecisionAt(hits, peer.items, wanted.length)).toBeCloseTo(peer.cornac.map[user]!, 10);
      expect(rocAuc(own, wanted, allowed)).toBeCloseTo(peer.cornac.auc![user]!, 10);
    }
  });

  it('AUC is that of RecBole, equal scores included', () => {
    for (const { user, wanted, own, allowed } of users)
      expect(rocAuc(own, wanted, allowed)).toBeCloseTo((peer.recbole.auc as number[])[user]!, 10);
  });
});

describe('values by hand', () => {
  const hits = Uint8Array.of(0, 1, 1);
  it('counts a list that is shorter than k as if nothing followed', () => {
    expect(precisionAt(hits, 4)).toBe(0.5);
    expect(recallAt(hits, 4, 5)).toBe(0.4);
    expect(averagePrecisionAt(hits, 4, 5)).toBeCloseTo((1 / 2 + 2 / 3) / 4, 12);
    expect(ndcgAt(hits, 4, 1)).toBeCloseTo(1 / Math.log2(3) + 1 / Math.log2(4), 12);
    expect(reciprocalRankAt(hits, 1)).toBe(0);
    expect(hitRateAt(hits, 1)).toBe(0);
  });

  it('has a ranking by chance at one half, and no AUC without anything to tell apart', () => {
    expect(rocAuc(new Float32Array(5), Int32Array.of(1, 3))).toBe(0.5);
    expect(rocAuc(Float32Array.of(3, 2, 1), Int32Array.of(0, 1, 2))).toBeNaN();
    expect(rocAuc(Float32Array.of(3, 2, 1), Int32Array.of(0), Uint8Array.of(1, 0, 0))).toBeNaN();
    expect(rocAuc(Float32Array.of(3, 2, 1, 0), Int32Array.of(0, 3))).toBe(0.5);
  });
});
