import { describe, expect, it } from 'vitest';
import { splitDataset } from '../../src/dataset/split.js';
import { dataSection } from '../../src/reporting/sections/data-sections.js';
import { rowsOf } from '../dataset/helpers.js';
import { realisticReport } from './fake-report.js';

const { dataset } = realisticReport();
const rows = rowsOf([60, 60, 60], 20).map((row, index) => ({
  ...row,
  userId: `u${index % 15}`,
  timestamp: Date.UTC(2024, 0, 1 + index),
}));

function tableOf(kind: 'cold-user' | 'global-temporal' | 'stratified', caption: string) {
  const section = dataSection({ ...dataset, rows: rows.length }, splitDataset(rows, { kind }).summary);
  return section.tables.find((table) => table.caption === caption)?.rows;
}

describe('the account of a split', () => {
  it('has the history of cold users, and who and what is known', () => {
    expect(tableOf('cold-user', 'Overview')).toContainEqual([
      'history of users who are not learnt from, rows',
      '50 (27.8 %)',
    ]);
    const account = tableOf('cold-user', 'Users and items of the split');
    expect(account).toContainEqual(['users drawn for the test', '3']);
    expect(account).toContainEqual(['users without training rows', '5']);
  });

  it('has the cut times as dates', () => {
    expect(tableOf('global-temporal', 'Users and items of the split')).toContainEqual([
      'testFrom',
      '2024-05-24T00:00:00.000Z',
    ]);
  });

  it('stays away from splits of reviews', () => {
    expect(tableOf('stratified', 'Users and items of the split')).toBeUndefined();
    expect(tableOf('stratified', 'Overview')!.map(([what]) => what)).not.toContain(
      'history of users who are not learnt from, rows',
    );
  });
});
