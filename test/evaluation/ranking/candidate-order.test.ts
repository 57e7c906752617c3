import { describe, expect, it } from 'vitest';
import { CandidateOrder } from '../../../src/evaluation/ranking/candidate-order.js';

const items = 12;
const all = new Uint8Array(items).fill(1);

describe('CandidateOrder', () => {
  it('ranks by score, whatever has been drawn', () => {
    const scores = Float32Array.from({ length: items }, (_, item) => (item * 5) % items);
    const expected = [...scores.keys()].sort((one, other) => scores[other]! - scores[one]!).slice(0, 4);
    for (let seed = 0; seed < 20; seed++)
      expect([...new CandidateOrder(all, 3, seed).best(seed % 3, 4, scores, all)]).toEqual(expected);
  });

  it('shows candidates only, and of these what the user may see', () => {
    const candidate = Uint8Array.from({ length: items }, (_, item) => item % 2);
    const allowed = candidate.slice();
    allowed[3] = 0;
    const list = new CandidateOrder(candidate, 1, 5).best(0, 20, new Float32Array(items), allowed);
    expect([...list].sort((one, other) => one - other)).toEqual([1, 5, 7, 9, 11]);
  });

  it('puts every item first alike among equal scores, in an order that depends on seed and user alone', () => {
    const users = 6000;
    const scores = new Float32Array(items);
    const order = new CandidateOrder(all, users, 9);
    const again = new CandidateOrder(all, users, 9);
    const first = new Int32Array(items);
    for (let user = 0; user < users; user++) {
      const [best] = order.best(user, 1, scores, all);
      expect(again.best(user, 1, scores, all)[0]).toBe(best);
      first[best!]! += 1;
    }
    for (const count of first) expect(Math.abs(count - users / items)).toBeLessThan(100);
    expect(new CandidateOrder(all, users, 10).best(0, items, scores, all)).not.toEqual(
      order.best(0, items, scores, all),
    );
  });
});
