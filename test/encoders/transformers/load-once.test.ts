import { describe, expect, it } from 'vitest';
import { LoadOnce } from '../../../src/encoders/transformers/load-once.js';

describe('LoadOnce', () => {
  it('opens once, however often it is asked', async () => {
    const once = new LoadOnce<number>('E');
    let opened = 0;
    const open = async () => ++opened;
    await Promise.all([once.load(open), once.load(open)]);
    await once.load(open);
    expect(once.get()).toBe(1);
  });

  it('opens again after a failure; a waiting call is not failed by the first', async () => {
    const once = new LoadOnce<number>('E');
    const first = once.load(() => Promise.reject(new Error('no file')));
    const second = once.load(() => Promise.resolve(2));
    await expect(first).rejects.toThrow('no file');
    await second;
    expect(once.get()).toBe(2);
  });

  it('closes once and only what is open', async () => {
    const once = new LoadOnce<number>('E');
    const closed: number[] = [];
    const close = async (value: number) => void closed.push(value);
    await once.dispose(close);
    await once.load(() => Promise.resolve(7));
    await Promise.all([once.dispose(close), once.dispose(close)]);
    expect(closed).toEqual([7]);
    expect(() => once.get()).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
  });
});
