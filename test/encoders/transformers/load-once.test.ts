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

  it('closing waits for those who use it; nobody can begin meanwhile', async () => {
    const once = new LoadOnce<string>('E');
    await once.load(async () => 'model');
    const events: string[] = [];
    let finish = () => {};
    const using = once.use(async (loaded) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      events.push(`used ${loaded}`);
    });
    const closing = once.dispose(async () => void events.push('closed'));
    await Promise.resolve();
    expect(once.peek()).toBeNull();
    await expect(once.use(async () => 'too late')).rejects.toMatchObject({ code: 'NOT_FITTED' });
    expect(events).toEqual([]);
    finish();
    await Promise.all([using, closing]);
    expect(events).toEqual(['used model', 'closed']);
  });

  it('closes also when a use of it has failed', async () => {
    const once = new LoadOnce<string>('E');
    await once.load(async () => 'model');
    const failing = once.use(() => Promise.reject(new Error('bad input')));
    const closed: string[] = [];
    const closing = once.dispose(async (loaded) => void closed.push(loaded));
    await expect(failing).rejects.toThrow('bad input');
    await closing;
    expect(closed).toEqual(['model']);
  });

  it('opens anew after closing, in the order in which it was asked', async () => {
    const once = new LoadOnce<number>('E');
    let opened = 0;
    const open = async () => ++opened;
    const closed: number[] = [];
    const close = async (value: number) => void closed.push(value);
    await Promise.all([once.load(open), once.dispose(close), once.load(open)]);
    expect(once.get()).toBe(2);
    expect(closed).toEqual([1]);
  });

  it('a close that fails says so, and does not keep it from opening again', async () => {
    const once = new LoadOnce<number>('E');
    await once.load(async () => 1);
    await expect(once.dispose(() => Promise.reject(new Error('stuck')))).rejects.toThrow('stuck');
    await once.load(async () => 2);
    expect(once.get()).toBe(2);
  });
});
