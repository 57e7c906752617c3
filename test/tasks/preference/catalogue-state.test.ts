import { describe, expect, it } from 'vitest';
import { itemsOf as historyOf } from '../../../src/dataset/interaction-matrix.js';
import { Vocabulary } from '../../../src/dataset/vocabulary.js';
import { restoreCatalogue, saveCatalogue } from '../../../src/tasks/preference/catalogue-state.js';
import type { JsonObject, PluginState } from '../../../src/types.js';
import { people, shelf } from './shelf.js';

function saved(): { json: JsonObject; arrays: Record<string, Float32Array> } {
  const catalogue = shelf();
  catalogue.upsert({ itemId: 'i1', image: 'https://shop/1.jpg' }, new Map());
  catalogue.upsert(
    { itemId: 'new', image: Uint8Array.of(1) },
    new Map([['image', Float32Array.of(7, 8, 9)]]),
  );
  const { json, arrays } = saveCatalogue(catalogue, people(), new Vocabulary(['bob']));
  return { json: JSON.parse(JSON.stringify(json)) as JsonObject, arrays: { ...arrays } };
}

describe('a saved catalogue', () => {
  it('comes back whole, but for pictures that were given as bytes', () => {
    const { catalogue, people: restored, rated } = restoreCatalogue(saved());
    expect(catalogue.size).toBe(7);
    expect(catalogue.item(1)).toEqual({ itemId: 'i1', image: 'https://shop/1.jpg' });
    expect(catalogue.item(6)).toEqual({ itemId: 'new' });
    expect(catalogue.columns.map(({ name }) => name)).toEqual(['content', 'image']);
    for (let item = 0; item < 6; item++) {
      for (const name of ['content', 'image'])
        expect(catalogue.vector(item, name)).toEqual(shelf().vector(item, name));
    }
    expect(catalogue.vector(6, 'image')).toEqual(Float32Array.of(7, 8, 9));
    expect(restored.ids).toEqual(['ann', 'bob', 'cat']);
    expect([...historyOf(restored.liked, 0)]).toEqual([0, 2]);
    expect([...restored.seenBy(0)]).toEqual([0, 2, 4]);
    expect([...restored.seenBy(2)]).toEqual([1]);
    expect(restored.liked.weight).toEqual(people().liked.weight);
    expect(rated.ids).toEqual(['bob']);
  });

  const json = (changes: JsonObject) => (state: ReturnType<typeof saved>) => ({
    ...state,
    json: { ...state.json, ...changes },
  });
  const array = (name: string, values: number[] | undefined) => (state: ReturnType<typeof saved>) => {
    if (values === undefined) delete state.arrays[name];
    else state.arrays[name] = Float32Array.from(values);
    return state;
  };
  const damages: [string, (state: ReturnType<typeof saved>) => PluginState][] = [
    ['no arrays', ({ json }) => ({ json })],
    ['no items', json({ items: null })],
    ['items without ids', json({ items: [{ title: 'x' }] })],
    ['items that are none', json({ items: [null] })],
    ['no users', json({ users: 'ann' })],
    ['users that are numbers', json({ users: [1, 2, 3] })],
    ['no rated users', json({ rated: {} })],
    ['no columns', json({ columns: 2 })],
    ['a column without name', json({ columns: [{ dimensions: 2 }] })],
    ['a column of no width', json({ columns: [{ name: 'content', dimensions: 0 }] })],
    ['a column of another width', json({ columns: [{ name: 'content', dimensions: 3 }] })],
    ['a column that is not there', json({ columns: [{ name: 'sound', dimensions: 2 }] })],
    ['fewer items than vectors are for', json({ items: [{ itemId: 'i0' }] })],
    ['fewer users than histories', json({ users: ['ann'] })],
    ['no vectors', array('vectors/content', undefined)],
    ['no rows', array('rows/image', undefined)],
    ['rows beyond the vectors', array('rows/content', [0, 1, 2, -1, 9, -1, -1])],
    ['rows below -1', array('rows/content', [0, 1, 2, -2, 3, -1, -1])],
    ['broken rows', array('rows/content', [0, 0.5, 2, -1, 3, -1, -1])],
    ['no lengths', array('liked/length', undefined)],
    ['other lengths', array('liked/length', [1, 1, 0])],
    ['negative lengths', array('liked/length', [4, -1, 0])],
    ['items that do not exist', array('seen/item', [0, 2, 4, 2, 77])],
    ['fewer weights', array('seen/weight', [1])],
  ];
  it.each(damages)('with %s is refused', (_name, damage) => {
    expect(() => restoreCatalogue(damage(saved()))).toThrow(
      expect.objectContaining({ code: 'SAVE_CORRUPT' }),
    );
  });
});
