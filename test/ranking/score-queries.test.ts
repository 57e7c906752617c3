import { expect, it } from 'vitest';
import { likedVector, scoreQueries } from '../../src/ranking/score-queries.js';

const queries = Array.from({ length: 5 }, (_, index) => ({ user: -1, liked: Int32Array.of(index) }));

it('scores one query after the other, and copies what it is given', async () => {
  const shared = new Float64Array(2);
  const scores = await scoreQueries(queries, 2, undefined, ({ liked }) => shared.fill(liked[0]!));
  expect(scores).toEqual({ data: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4), rows: 5, dimensions: 2 });
});

it('lets the event loop run, and looks at the signal then', async () => {
  const controller = new AbortController();
  let scored = 0;
  setTimeout(() => controller.abort(), 5);
  const slow = () => {
    scored += 1;
    for (const until = performance.now() + 25; performance.now() < until; );
    return [0];
  };
  await expect(scoreQueries(queries, 1, controller.signal, slow)).rejects.toMatchObject({ code: 'ABORTED' });
  expect(scored).toBeLessThan(5);
});

it('makes a vector of what is liked', () => {
  expect(likedVector({ user: 0, liked: Int32Array.of(1, 3) }, 4)).toEqual(Float64Array.of(0, 1, 0, 1));
  const weight = Float32Array.of(0.5, 2);
  expect(likedVector({ user: 0, liked: Int32Array.of(1, 3), weight }, 4)).toEqual(
    Float64Array.of(0, 0.5, 0, 2),
  );
});
