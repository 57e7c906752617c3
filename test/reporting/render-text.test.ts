import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/reporting/render-text.js';
import { keyValueTable } from '../../src/reporting/sections/types.js';
import { renderTextTable } from '../../src/reporting/text/text-table.js';
import { badReport, bareReport, realisticReport } from './fake-report.js';

describe('renderText', () => {
  const report = realisticReport();
  const text = renderText(report);
  const { metrics, intervals } = report.evaluation.contenders[0]!;
  const share = (value: number) => (value * 100).toFixed(1);

  it('states the accuracy with its interval beside the majority baseline', () => {
    const { value, low, high } = intervals.accuracy;
    const majority = report.evaluation.contenders[1]!.metrics.accuracy;
    expect(text).toMatch(
      new RegExp(
        `accuracy +${share(value)} % \\[${share(low)}, ${share(high)}\\] +\\(majority baseline ${share(majority)} %`,
      ),
    );
  });

  it('lists every contender with its difference from the model', () => {
    for (const name of ['majority', 'mean', 'review only', 'image only', 'shuffled image']) {
      const lines = text.split('\n').filter((line) => line.startsWith(`  ${name} `));
      expect(lines.length, name).toBeGreaterThanOrEqual(3);
    }
    expect(text).toContain('contender minus model');
  });

  it('shows confusion matrix, classification report, epochs, drops and image failures', () => {
    const cells = metrics.confusion[4]!.map(String);
    expect(text).toMatch(new RegExp(`\\n  5 +${cells.join(' +')} +`));
    expect(text).toMatch(/weighted avg +0\.\d{3} +0\.\d{3} +0\.\d{3} +820/);
    expect(text).toMatch(/17 epochs \(stopped early\); the weights of epoch 12 were kept/);
    expect(text).toMatch(/NO_ITEM +20,812/);
    expect(text).toMatch(/HTTP_404 +61/);
    expect(text).toContain('79 more failures are listed in report.json.');
    expect(text).toMatch(/reviews\.jsonl\.gz, line 1204/);
  });

  it('says where training lost its way', () => {
    const diverged = { epoch: 18, step: 1042, learningRate: 0.001, loss: 'NaN' };
    const ended = renderText({ ...report, training: { ...report.training, stoppedEarly: false, diverged } });
    expect(ended).toMatch(/17 epochs \(diverged\); the weights of epoch 12 were kept/);
    expect(ended.replaceAll(/\s+/g, ' ')).toContain(
      'ended at step 1,042 (epoch 18), where the loss became NaN with learning rate 0.001',
    );
  });

  it('keeps the notes and ends in one newline', () => {
    expect(text).toContain('The data are synthetic');
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/ +\n/);
  });

  it('is the same for the same report', () => {
    expect(renderText(realisticReport())).toBe(text);
  });

  it('lets no control character or reversing mark through', () => {
    const bad = renderText(badReport());
    expect(bad.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(bad).toContain('<script>');
    expect(bad).toContain('Only 4 test rows');
  });

  it('says so when there is nothing to say', () => {
    const bare = renderText(bareReport());
    expect(bare).toContain('The head is not trained by epochs');
    expect(bare).not.toContain('Images\n---');
    expect(bare).toContain('the 1 test row,');
  });
});

describe('renderTextTable', () => {
  const table = {
    caption: 'Counts',
    columns: [
      { label: 'reason', align: 'left' },
      { label: 'count', align: 'right' },
    ],
    rows: [
      ['A', '7'],
      ['LONGER', '1,234'],
    ],
  } as const;

  it('aligns columns', () => {
    expect(renderTextTable(table)).toBe('Counts:\n  reason  count\n  A           7\n  LONGER  1,234');
  });

  it('has no header for names and values', () => {
    expect(renderTextTable(keyValueTable('Settings', [['seed', '1']]))).toBe('Settings:\n  seed  1');
  });

  it('counts characters, not code units, and cuts long cells', () => {
    const text = renderTextTable({
      ...table,
      rows: [
        ['\u{1f600}', '1'],
        ['x'.repeat(500), '2'],
      ],
    });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(120);
    expect(text).toContain('…');
  });
});
