import { readFileSync } from 'node:fs';

/** What test/fixtures/training/build.py writes. */
export interface KerasFixture {
  readonly training: {
    readonly modalities: Readonly<Record<string, number>>;
    readonly hidden: number[];
    readonly batchSize: number;
    readonly inputs: Readonly<Record<string, number[]>>;
    readonly classIndex: number[];
    readonly classWeights: number[];
    readonly kernels: number[][];
    readonly order: number[];
    readonly losses: number[];
    readonly validationLoss: number;
    readonly probabilities: number[];
  };
  readonly callbacks: readonly {
    readonly losses: number[];
    readonly rates: number[];
    readonly stoppedAfter: number | null;
    readonly bestEpoch: number;
  }[];
  readonly classWeights: readonly { readonly classIndex: number[]; readonly weights: number[] }[];
}

export const kerasFixture: KerasFixture = JSON.parse(
  readFileSync(new URL('../fixtures/training/keras.json', import.meta.url), 'utf8'),
);
