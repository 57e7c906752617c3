import { describe, expect, it } from 'vitest';
import { InMemorySource } from '../../src/sources/in-memory-source.js';
import type { Interaction, Item } from '../../src/types.js';
import { collect, failureOf } from './helpers.js';

const interaction: Interaction = { userId: 'u', itemId: 'i', rating: 3, text: 'fine' };

describe('InMemorySource', () => {
  it('yields the records as they are, as often as asked', async () => {
    const source = new InMemorySource({ interactions: [interaction], items: [{ itemId: 'i', title: 'I' }] });
    for (let round = 0; round < 2; round++) {
      expect((await collect((read) => source.interactions(read))).values).toEqual([interaction]);
      expect((await collect((read) => source.items(read))).values).toEqual([{ itemId: 'i', title: 'I' }]);
    }
    expect(source).toMatchObject({ specVersion: 1, name: 'InMemorySource' });
  });

  it('reports records without id or rating by their position', async () => {
    const source = new InMemorySource({
      name: 'shop',
      interactions: [
        { ...interaction, itemId: '' },
        { ...interaction, userId: null as never },
        { ...interaction, rating: Number.NaN },
        { ...interaction, rating: '4' as never },
        interaction,
      ],
      items: [{ itemId: undefined as never } as Item],
    });
    const { values, skipped } = await collect((read) => source.interactions(read));
    expect(values).toEqual([interaction]);
    expect(skipped).toEqual([
      { reason: 'MISSING_ITEM_ID', file: 'shop', line: 1 },
      { reason: 'MISSING_USER_ID', file: 'shop', line: 2 },
      { reason: 'RATING_NOT_A_NUMBER', file: 'shop', line: 3 },
      { reason: 'RATING_NOT_A_NUMBER', file: 'shop', line: 4 },
    ]);
    expect((await collect((read) => source.items(read))).skipped).toHaveLength(1);
  });

  it('makes items of ids when there are none', async () => {
    const source = new InMemorySource({
      interactions: [interaction, interaction, { ...interaction, itemId: 'j' }],
    });
    expect((await collect((read) => source.items(read))).values).toEqual([{ itemId: 'i' }, { itemId: 'j' }]);
  });

  it('takes an id that is no string for a mistake in the program', async () => {
    const source = new InMemorySource({ interactions: [{ ...interaction, itemId: 7 as never }] });
    const error = await failureOf(() => collect((read) => source.interactions(read)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('interactions[0].itemId');
  });

  it('stops when aborted', async () => {
    const source = new InMemorySource({ interactions: [interaction], items: [{ itemId: 'i' }] });
    const signal = AbortSignal.abort();
    expect(await failureOf(() => collect((read) => source.interactions(read), { signal }))).toMatchObject({
      code: 'ABORTED',
    });
    expect(await failureOf(() => collect((read) => source.items(read), { signal }))).toMatchObject({
      code: 'ABORTED',
    });
  });

  it.each([
    [{ interactions: {} as never }],
    [{ interactions: [], items: 'x' as never }],
    [{ interactions: [], rows: [] } as never],
  ])('refuses %j', (options) => {
    expect(() => new InMemorySource(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
