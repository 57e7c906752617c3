import { describe, expect, it } from 'vitest';
import { K_CORE_DEFAULTS, kCore } from '../../src/dataset/k-core.js';
import { createRandom } from '../../src/util/random.js';

const row = (userId: string, itemId: string) => ({ userId, itemId });

/** The definition, taken literally: throw out, count anew, until nothing changes. */
function slowly(rows: readonly ReturnType<typeof row>[], users: number, items: number) {
  for (;;) {
    const count = (key: 'userId' | 'itemId', id: string) => rows.filter((one) => one[key] === id).length;
    const left = rows.filter(
      (one) => count('userId', one.userId) >= users && count('itemId', one.itemId) >= items,
    );
    if (left.length === rows.length) return left;
    rows = left;
  }
}

describe('kCore', () => {
  it('keeps what counting anew until nothing changes keeps', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed);
      const rows = Array.from({ length: 250 }, () =>
        row(`u${Math.floor(random() ** 2 * 60)}`, `i${Math.floor(random() ** 2 * 60)}`),
      );
      const users = 1 + (seed % 4);
      const items = 1 + (seed % 3);
      const kept = slowly(rows, users, items);
      const { rows: left, removed } = kCore(rows, { users, items });
      expect(left).toEqual(kept);
      const distinct = (key: 'userId' | 'itemId', list: typeof rows) =>
        new Set(list.map((one) => one[key])).size;
      expect(removed).toEqual({
        rows: rows.length - kept.length,
        users: distinct('userId', rows) - distinct('userId', kept),
        items: distinct('itemId', rows) - distinct('itemId', kept),
      });
    }
  });

  it('goes on until a chain has fallen', () => {
    const square = [row('a', '1'), row('a', '2'), row('b', '1'), row('b', '2')];
    const chain = [row('b', '3'), row('c', '3'), row('c', '4')];
    expect(kCore([...chain, ...square], { users: 2, items: 2 })).toEqual({
      rows: square,
      removed: { rows: 3, users: 1, items: 2 },
    });
  });

  it('raises NO_ROWS when nothing is left', () => {
    expect(() => kCore([row('a', '1')])).toThrow(expect.objectContaining({ code: 'NO_ROWS' }));
  });

  it.each([{ users: 0 }, { items: 1.5 }, { least: 3 } as never])('INVALID_OPTIONS for %j', (options) => {
    expect(() => kCore([row('a', '1')], options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });

  it('is the 5-core by default', () => {
    expect(K_CORE_DEFAULTS).toEqual({ users: 5, items: 5 });
  });
});
