import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { oneAtATime } from '../../src/images/one-at-a-time.js';

it('runs tasks in order, never two at once, and goes on after a failure', async () => {
  let running = 0;
  const seen: number[] = [];
  const task = (index: number) => async () => {
    running++;
    expect(running).toBe(1);
    await sleep(5);
    running--;
    seen.push(index);
    if (index === 1) throw new Error('broken');
    return index * 10;
  };
  const results = await Promise.allSettled([0, 1, 2].map((index) => oneAtATime(task(index))));
  expect(seen).toEqual([0, 1, 2]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[2]).toMatchObject({ value: 20 });
});
