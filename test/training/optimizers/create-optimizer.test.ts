import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createOptimizer } from '../../../src/training/optimizers/create-optimizer.js';
import type { OptimizerOptions } from '../../../src/training/optimizers/types.js';

interface Fixture {
  readonly rate: number;
  readonly weights: Record<'kernel' | 'bias', number[]>;
  readonly gradients: readonly Record<'kernel' | 'bias', number[]>[];
  readonly results: Record<string, Record<'kernel' | 'bias', number[]>>;
  readonly sparse: {
    readonly initial: number[];
    readonly steps: readonly { readonly rows: number[]; readonly values: number[] }[];
    readonly result: number[];
  };
}

const path = new URL('../../fixtures/optimizers/steps.json', import.meta.url);
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture;
const names = ['kernel', 'bias'] as const;
const parameters = names.map((name) => ({
  name,
  size: fixture.weights[name].length,
  decay: name === 'kernel',
}));

describe('createOptimizer', () => {
  it.each<[string, OptimizerOptions, number | null]>([
    ['adam', { name: 'adam' }, null],
    ['adamw', { name: 'adamw', weightDecay: 0.1 }, null],
    ['sgd', { name: 'sgd', momentum: 0.9 }, null],
    ['nesterov', { name: 'sgd', momentum: 0.9, nesterov: true }, null],
    ['clipped', { name: 'sgd', momentum: 0.9 }, 0.7],
  ])('takes the steps of the reference: %s', (reference, options, clip) => {
    const initial = names.map((name) => Float32Array.from(fixture.weights[name]));
    const optimizer = createOptimizer(options, parameters, initial, clip);
    for (const gradients of fixture.gradients) {
      names.forEach((name, parameter) => {
        optimizer.store.gradient(parameter).set(gradients[name]);
      });
      optimizer.step(fixture.rate);
    }
    names.forEach((name, parameter) => {
      fixture.results[reference]![name].forEach((expected, i) => {
        expect(Math.abs(optimizer.store.values(parameter)[i]! - expected)).toBeLessThan(5e-6);
      });
    });
  });

  it("changes the rows of a table that have a gradient only, as PyTorch's SparseAdam", () => {
    const { initial, steps, result } = fixture.sparse;
    const table = { name: 'table', size: initial.length, decay: true, rowSize: 4 };
    const optimizer = createOptimizer({ name: 'adam' }, [table], [Float32Array.from(initial)], null);
    for (const { rows, values } of steps) {
      const gradient = { rows: Int32Array.from(rows), values: Float32Array.from(values) };
      optimizer.step(fixture.rate, new Map([[0, gradient]]));
    }
    result.forEach((expected, i) => {
      expect(Math.abs(optimizer.store.values(0)[i]! - expected)).toBeLessThan(1e-5);
    });
  });

  it('counts the gradients of tables when it clips', () => {
    const table = { name: 'table', size: 8, decay: false, rowSize: 4 };
    const optimizer = createOptimizer({ name: 'sgd', momentum: 0 }, [table], [new Float32Array(8)], 1);
    const values = Float32Array.of(3, 0, 0, 0, 0, 4, 0, 0);
    optimizer.step(1, new Map([[0, { rows: Int32Array.of(0, 1), values }]]));
    expect(optimizer.store.values(0)[0]).toBeCloseTo(-3 / 5, 5);
    expect(optimizer.store.values(0)[5]).toBeCloseTo(-4 / 5, 5);
  });
});
