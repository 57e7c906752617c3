import type { Interaction, Item, SkippedRecord } from '../types.js';
import { demand } from './demands.js';

/** Demands what an interaction must be before the library looks at its meaning. */
export function demandInteraction(record: Interaction, index: number): void {
  const where = `interaction ${index} is ${shown(record)}`;
  for (const key of ['userId', 'itemId'] as const) demandId(record[key], key, where);
  demand(
    typeof record.rating === 'number' && Number.isFinite(record.rating),
    'rating is a finite number.',
    `${where}.`,
    'convert it, or report the record through onSkip.',
  );
  demandOptional(record.text, 'text', 'string', where);
  demandOptional(record.split, 'split', 'string', where);
  demandOptional(record.timestamp, 'timestamp', 'finite number', where);
}

/** Demands what an item must be. */
export function demandItem(record: Item, index: number): void {
  const where = `item ${index} is ${shown(record)}`;
  demandId(record.itemId, 'itemId', where);
  for (const key of ['title', 'description'] as const) demandOptional(record[key], key, 'string', where);
  demandOptional(record.price, 'price', 'finite number', where);
  for (const key of ['features', 'categories'] as const) {
    const list = record[key];
    demand(
      list === undefined || (Array.isArray(list) && list.every((entry) => typeof entry === 'string')),
      `${key} is a list of strings or absent.`,
      `${where}.`,
      'convert it or leave the property out.',
    );
  }
  const { image } = record;
  demand(
    image === undefined ||
      image instanceof Uint8Array ||
      (typeof image === 'string' && image.trim().length > 0),
    'image is a URL, a path, the bytes of an image file, or absent.',
    `${where}.`,
    'leave the property out when there is no picture; null and "" are no references.',
  );
}

/** Demands that a skipped record says why. */
export function demandReason(record: SkippedRecord): void {
  demand(
    typeof record.reason === 'string' && /^[A-Z][A-Z0-9_]*$/.test(record.reason),
    'every skipped record has a stable reason for counting, such as MALFORMED_JSON.',
    `${shown(record)}.`,
    'put the constant part into reason, and what varies into detail, file and line.',
  );
  demand(
    record.line === undefined || (Number.isInteger(record.line) && record.line >= 1),
    'line is 1-based or absent.',
    `${record.line}.`,
    'count lines from 1.',
  );
}

/** A record in words, for messages. */
export function shown(record: unknown): string {
  const text = JSON.stringify(record, (_, value) =>
    value instanceof Uint8Array ? `${value.length} bytes` : typeof value === 'number' ? String(value) : value,
  );
  return (text ?? String(record)).slice(0, 200);
}

function demandId(id: unknown, key: string, where: string): void {
  demand(
    typeof id === 'string' && id.length > 0,
    `${key} is a non-empty string.`,
    `${where}.`,
    `use String(...), or report a record without ${key} through onSkip.`,
  );
}

function demandOptional(value: unknown, key: string, type: 'string' | 'finite number', where: string): void {
  const fits = type === 'string' ? typeof value === 'string' : Number.isFinite(value);
  demand(
    value === undefined || fits,
    `${key} is a ${type} or absent.`,
    `${where}.`,
    'convert it or leave the property out; null is not absent.',
  );
}
