import { ones, serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropoutMask, SeededDropout } from '../../src/fusion/seeded-dropout.js';
import { prepareBackend } from '../../src/training/backend.js';

beforeAll(async () => {
  await prepareBackend();
});

const run = (layer: SeededDropout, training?: boolean) =>
  tidy(() => {
    const kwargs = training === undefined ? {} : { training };
    return [...(layer.apply(ones([4, 50]), kwargs) as Tensor).dataSync()];
  });

describe('SeededDropout', () => {
  it('draws another mask in every training step', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 7 });
    const masks = [run(layer, true), run(layer, true), run(layer, true)];
    expect(new Set(masks.map(String)).size).toBe(3);
  });

  it('repeats them after resetSteps and in another layer of the same seed', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 7 });
    const masks = [run(layer, true), run(layer, true)];
    layer.resetSteps();
    expect([run(layer, true), run(layer, true)]).toEqual(masks);
    const twin = new SeededDropout({ rate: 0.5, seed: 7 });
    expect([run(twin, true), run(twin, true)]).toEqual(masks);
    expect(run(new SeededDropout({ rate: 0.5, seed: 8 }), true)).not.toEqual(masks[0]);
  });

  it('does nothing outside training and at rate 0, and then takes no step', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 7 });
    const untouched = new Array(200).fill(1);
    expect(run(layer)).toEqual(untouched);
    expect(run(layer, false)).toEqual(untouched);
    expect(run(layer, true)).toEqual(run(new SeededDropout({ rate: 0.5, seed: 7 }), true));
    expect(run(new SeededDropout({ rate: 0, seed: 7 }), true)).toEqual(untouched);
  });

  it('can be written down and is known to the registry of tfjs', () => {
    const layer = new SeededDropout({ rate: 0.3, seed: 5, name: 'hidden' });
    expect(layer.getConfig()).toMatchObject({ rate: 0.3, seed: 5, name: 'hidden' });
    expect(serialization.SerializationMap.getMap().classNameMap.SeededDropout?.[0]).toBe(SeededDropout);
  });
});

describe('dropoutMask', () => {
  const share = (mask: Float32Array) => mask.filter((value) => value === 0).length / mask.length;

  it.each([0.1, 0.4, 0.9])('drops a share of %d and keeps the expected sum', (rate) => {
    const mask = dropoutMask(100_000, rate, 3, 12);
    expect(share(mask)).toBeCloseTo(rate, 2);
    expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
  });

  it('shows no likeness between neighbouring units, steps and seeds', () => {
    const size = 20_000;
    const agreement = (a: Float32Array, b: Float32Array) =>
      a.reduce((count, value, index) => count + (value === b[index] ? 1 : 0), 0) / size;
    const mask = dropoutMask(size, 0.5, 1, 0);
    const shifted = Float32Array.from(mask, (_, index) => mask[(index + 1) % size]!);
    const others = [
      shifted,
      dropoutMask(size, 0.5, 1, 1),
      dropoutMask(size, 0.5, 2, 0),
      dropoutMask(size, 0.5, 0, 1),
    ];
    for (const other of others) expect(agreement(mask, other)).toBeCloseTo(0.5, 1);
  });
});
