import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/reporting/render-json.js';
import type { Report } from '../../src/reporting/report.js';
import { badReport, realisticReport } from './fake-report.js';

describe('renderJson', () => {
  it('keeps every number and text', () => {
    for (const report of [realisticReport(), badReport()]) {
      expect(JSON.parse(renderJson(report))).toEqual(report);
    }
  });

  it('does not depend on the order in which keys were set', () => {
    const report = realisticReport();
    const { title, ...rest } = report;
    const counts = Object.fromEntries(Object.entries(report.dataset.droppedInteractions).reverse());
    const reordered: Report = {
      ...rest,
      dataset: { ...rest.dataset, droppedInteractions: counts },
      title,
    };
    expect(renderJson(reordered)).toBe(renderJson(report));
  });

  it('indents by two spaces, sorts keys and ends in a newline', () => {
    const lines = renderJson(realisticReport()).split('\n');
    expect(lines[1]).toBe('  "calibration": {');
    expect(lines.at(-1)).toBe('');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s and says where it is', (loss) => {
    const report = realisticReport();
    const [first, ...others] = report.training.epochs;
    const broken = { ...report, training: { ...report.training, epochs: [{ ...first!, loss }, ...others] } };
    expect(() => renderJson(broken)).toThrow(TypeError);
    expect(() => renderJson(broken)).toThrow('report.training.epochs[0].loss');
  });

  it('keeps keys that JavaScript treats specially', () => {
    const report = realisticReport();
    const droppedItems = JSON.parse('{"__proto__": 3}') as Record<string, number>;
    const json = renderJson({ ...report, dataset: { ...report.dataset, droppedItems } });
    expect(json).toContain('"__proto__": 3');
  });
});
