import { describe, expect, it } from 'vitest';
import type { ContenderResult, Evaluation, Interval } from '../../src/evaluation/types.js';
import { findings, verdict } from '../../src/reporting/sections/findings.js';
import { realisticReport } from './fake-report.js';

const evaluation = realisticReport().evaluation;

/** The evaluation with other differences for one contender, the only one beside the model. */
function withDifference(name: string, accuracy: Interval, mae: Interval, rows = 820): Evaluation {
  const [model] = evaluation.contenders;
  const contender = evaluation.contenders.find((entry) => entry.name === name)!;
  const changed: ContenderResult = { ...contender, difference: { ...contender.difference!, accuracy, mae } };
  return {
    ...evaluation,
    contenders: [{ ...model!, metrics: { ...model!.metrics, rows } }, changed],
  };
}

const below: Interval = { value: -0.1, low: -0.15, high: -0.05 };
const above: Interval = { value: 0.1, low: 0.05, high: 0.15 };
const around: Interval = { value: 0.01, low: -0.02, high: 0.04 };

describe('verdict', () => {
  it.each([
    [below, true, 'model better'],
    [above, true, 'model worse'],
    [below, false, 'model worse'],
    [above, false, 'model better'],
    [around, true, 'no clear difference'],
    [{ value: 0, low: 0, high: 0.2 }, true, 'no clear difference'],
  ] as const)('%o, higher is better: %s', (interval, higherIsBetter, expected) => {
    expect(verdict(interval, higherIsBetter)).toBe(expected);
  });
});

describe('findings', () => {
  it('turns the difference round, to say it of the model', () => {
    const [accuracy, error] = findings(withDifference('majority', below, above));
    expect(accuracy).toBe(
      'The model is more accurate than the majority baseline: +10.0 points (95 % interval +5.0 to +15.0).',
    );
    expect(error).toBe(
      "The model's mean absolute error is smaller than that of the majority baseline: -0.100 (95 % interval -0.150 to -0.050).",
    );
  });

  it('says when the model loses', () => {
    const [accuracy, error] = findings(withDifference('majority', above, below));
    expect(accuracy).toContain('less accurate than the majority baseline: -10.0 points');
    expect(error).toContain('larger than that of the majority baseline: +0.100');
  });

  it('claims nothing when the interval includes 0', () => {
    const sentences = findings(withDifference('majority', around, around));
    for (const sentence of sentences) expect(sentence).toMatch(/^No clear difference.*includes 0\.$/);
    expect(sentences).toHaveLength(2);
  });

  it('adds the error of an ablation only when it tells another story', () => {
    expect(findings(withDifference('shuffled image', below, above))).toHaveLength(1);
    expect(findings(withDifference('shuffled image', around, above))).toHaveLength(2);
  });

  it('warns of few test rows', () => {
    expect(findings(withDifference('majority', below, above, 99))[0]).toMatch(/^Only 99 test rows/);
    expect(findings(withDifference('majority', below, above, 1))[0]).toMatch(/^Only 1 test row:/);
    expect(findings(withDifference('majority', below, above, 100))[0]).not.toMatch(/^Only/);
  });

  it('compares the error with the better of the baselines', () => {
    const baselines = evaluation.contenders.filter(({ kind }) => kind === 'baseline');
    const better = baselines.toSorted((a, b) => a.metrics.mae - b.metrics.mae)[0]!.name;
    expect(findings(evaluation)[1]).toContain(`the ${better} baseline`);
  });
});
