import { z } from 'zod';
import type { ReviewRecord } from '../../contracts/index.js';
import type { NumberColumn } from './options.js';
import type { FittedColumn } from './types.js';

/** What a number column learns. */
export const numberState = z.object({ mean: z.number(), scale: z.number().positive() });

/** Mean and deviation of the training records that have the number. */
export function fitNumber(
  column: NumberColumn,
  records: readonly ReviewRecord[],
): z.infer<typeof numberState> {
  const values = records.map((record) => numberOf(column, record)).filter((value) => value !== undefined);
  if (values.length === 0) return { mean: 0, scale: 1 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Of a constant, rounding leaves a deviation that is no spread.
  const deviation = Math.sqrt(variance);
  return { mean, scale: deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? deviation : 1 };
}

/** `[(x - mean) / deviation, 1]`, or `[0, 0]` where it is missing. */
export function openNumber(column: NumberColumn, { mean, scale }: z.infer<typeof numberState>): FittedColumn {
  return {
    width: 2,
    write: (record, target, at) => {
      const value = numberOf(column, record);
      target[at] = value === undefined ? 0 : (value - mean) / scale;
      target[at + 1] = value === undefined ? 0 : 1;
    },
  };
}

function numberOf({ field, log = false }: NumberColumn, record: ReviewRecord): number | undefined {
  const value = field === 'price' ? record.item?.price : record.timestamp;
  if (value === undefined || !Number.isFinite(value) || (log && value < 0)) return undefined;
  return log ? Math.log1p(value) : value;
}
