import { type Random, shuffle } from '../../util/random.js';
import type { PartName, Shares } from './parts.js';

/** Which part every id has been drawn for. */
export interface DrawnIds {
  readonly partOf: ReadonlyMap<string, PartName>;
  readonly counts: Readonly<Record<string, number>>;
}

/** Draws whole items or users for the parts; as many as the shares say, rounded. */
export function drawIds(ids: Iterable<string>, shares: Shares, random: Random, what: string): DrawnIds {
  const order = shuffle([...new Set(ids)], random);
  const test = Math.round(order.length * shares.test);
  const validation = Math.round(order.length * shares.validation);
  const partAt = (position: number): PartName => {
    if (position < test) return 'test';
    return position < test + validation ? 'validation' : 'train';
  };
  return {
    partOf: new Map(order.map((id, position) => [id, partAt(position)])),
    counts: {
      [`${what} drawn for validation`]: validation,
      [`${what} drawn for the test`]: test,
    },
  };
}
