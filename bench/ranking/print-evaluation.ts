/** Rows for bench/run.ts, and a table for people. */
import type { RankerContender } from '../../src/evaluation/ranking/options.js';
import type { RankingEvaluation } from '../../src/evaluation/ranking/types.js';
import type { Interval } from '../../src/evaluation/types.js';

/** A contender with what its fit took. */
export interface TimedContender extends RankerContender {
  readonly fitSeconds: number;
  /** Of its process, where it has one of its own. */
  readonly peakRssMb?: number;
}

const SHOWN = ['recall', 'ndcg'] as const;
const LABELS = { recall: 'Recall', ndcg: 'NDCG' } as const;

/** Prints one split: every ranker's Recall and NDCG at the longest list, what lies between it and the first one, and its time. */
export function printEvaluation(
  split: string,
  { protocol, contenders }: RankingEvaluation,
  timed: readonly TimedContender[],
): void {
  console.log(`\n${split}: ${protocol}`);
  const table: Record<string, Record<string, string | number>> = {};
  for (const [index, { name, lists }] of contenders.entries()) {
    const { k, metrics, difference } = lists.at(-1)!;
    const { fitSeconds, peakRssMb } = timed[index]!;
    const own: Record<string, string | number> = {};
    for (const metric of SHOWN) {
      const column = `${LABELS[metric]}@${k}`;
      own[column] = words(metrics[metric]);
      print(`${split} | ${name} | ${column}`, column, metrics[metric]);
      if (difference === undefined) continue;
      own[`${column} minus first`] = words(difference[metric]);
      print(`${split} | ${name} | ${column} minus ${contenders[0]!.name}`, column, difference[metric]);
    }
    own['fit, s'] = Number(fitSeconds.toPrecision(3));
    table[name] = own;
    const memory = peakRssMb === undefined ? {} : { peakRssMb: Math.round(peakRssMb) };
    console.log(
      JSON.stringify({ label: `${split} | ${name} | fit`, unit: 's', value: own['fit, s'], ...memory }),
    );
  }
  console.table(table);
}

function print(label: string, unit: string, { value, low, high }: Interval): void {
  const [median, min, max] = [value, low, high].map((number) => Number(number.toFixed(4)));
  console.log(JSON.stringify({ label, unit, median, min, max }));
}

function words({ value, low, high }: Interval): string {
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}
