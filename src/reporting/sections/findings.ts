import type { ContenderResult, Evaluation, Interval } from '../../evaluation/types.js';
import { confidenceLevel, decimal, oneDecimal } from '../format.js';

/** Below this many test rows the reader is warned. */
const FEW_ROWS = 100;

/** What the comparison with the model says about one contender. */
export type Verdict = 'model better' | 'model worse' | 'no clear difference';

/**
 * Reads an interval of contender minus model. Only an interval that leaves out 0 speaks for a difference.
 *
 * @param higherIsBetter true for accuracy, false for errors
 */
export function verdict({ low, high }: Interval, higherIsBetter: boolean): Verdict {
  if (low <= 0 && high >= 0) return 'no clear difference';
  return high < 0 === higherIsBetter ? 'model better' : 'model worse';
}

/** The conclusions that the numbers carry, one sentence per comparison, baselines first. */
export function findings(evaluation: Evaluation): string[] {
  const { contenders, confidence } = evaluation;
  const level = confidenceLevel(confidence);
  const majority = contenders.find(({ name }) => name === 'majority');
  const baselines = contenders.filter(({ kind }) => kind === 'baseline');
  const closest = baselines.toSorted((a, b) => a.metrics.mae - b.metrics.mae)[0];
  const rows = contenders[0]?.metrics.rows ?? 0;
  const ablations = contenders.filter(({ kind }) => kind === 'ablation');
  return [
    ...(rows < FEW_ROWS
      ? [`Only ${rows} test ${rows === 1 ? 'row' : 'rows'}: resampling so few understates the uncertainty.`]
      : []),
    ...(majority ? [accuracySentence(majority, level)] : []),
    ...(closest ? [errorSentence(closest, level)] : []),
    ...ablations.flatMap((contender) => [
      accuracySentence(contender, level),
      ...(measuresDisagree(contender) ? [errorSentence(contender, level)] : []),
    ]),
  ];
}

/** Does the error tell another story than the accuracy? Then it is said too. */
function measuresDisagree({ difference }: ContenderResult): boolean {
  return difference !== undefined && verdict(difference.accuracy, true) !== verdict(difference.mae, false);
}

function accuracySentence(contender: ContenderResult, level: string): string {
  const difference = contender.difference?.accuracy;
  const who = subject(contender);
  if (!difference) return `${who} was not compared with the model.`;
  switch (verdict(difference, true)) {
    case 'model better':
      return `The model is more accurate than ${who}: ${points(negated(difference), level)}.`;
    case 'model worse':
      return `The model is less accurate than ${who}: ${points(negated(difference), level)}.`;
    default:
      return `No clear difference in accuracy between the model and ${who}: ${points(negated(difference), level)}; the interval includes 0.`;
  }
}

function errorSentence(contender: ContenderResult, level: string): string {
  const difference = contender.difference?.mae;
  const who = subject(contender);
  if (!difference) return `${who} was not compared with the model.`;
  const { value, low, high } = negated(difference);
  const range = `${signed(decimal(value))} (${level} % interval ${signed(decimal(low))} to ${signed(decimal(high))})`;
  switch (verdict(difference, false)) {
    case 'model better':
      return `The model's mean absolute error is smaller than that of ${who}: ${range}.`;
    case 'model worse':
      return `The model's mean absolute error is larger than that of ${who}: ${range}.`;
    default:
      return `No clear difference in mean absolute error between the model and ${who}: ${range}; the interval includes 0.`;
  }
}

function subject({ name, kind }: ContenderResult): string {
  return kind === 'baseline' ? `the ${name} baseline` : `"${name}"`;
}

function points({ value, low, high }: Interval, level: string): string {
  const text = (share: number) => signed(oneDecimal(share));
  return `${text(value)} points (${level} % interval ${text(low)} to ${text(high)})`;
}

/** Model minus contender, which is how a sentence about the model says it. */
function negated({ value, low, high }: Interval): Interval {
  return { value: -value, low: -high, high: -low };
}

function signed(text: string): string {
  return text.startsWith('-') || Number(text) === 0 ? text : `+${text}`;
}
