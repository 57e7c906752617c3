import { readFileSync } from 'node:fs';
import type { Objective } from '../../src/contracts/index.js';

interface Fixture {
  readonly position: number[];
  readonly weights: number[];
  readonly cases: readonly {
    readonly objective: Objective;
    readonly outputs: number[][];
    readonly loss: number;
    readonly gradient: number[][];
    readonly probabilities: number[][];
  }[];
}

const path = new URL('../fixtures/heads/objectives.json', import.meta.url);

/** Losses, gradients and probabilities by PyTorch. */
export const objectivesFixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture;
