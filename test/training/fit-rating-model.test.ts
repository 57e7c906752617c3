import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { memory } from '@tensorflow/tfjs-core';
import { initializers, layers, regularizers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { FusionStrategy } from '../../src/contracts/index.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import {
  type FitRatingModelInput,
  fitRatingModel,
  restoreRatingModel,
} from '../../src/training/fit-rating-model.js';
import type { TrainingData } from '../../src/training/types.js';
import type { ProgressEvent } from '../../src/types.js';
import { toyData } from './toy-data.js';
import { digest, head, input } from './toy-fit.js';

async function fitDigest(change: Partial<FitRatingModelInput> = {}): Promise<string> {
  const model = await fitRatingModel(input(change));
  const value = digest(model);
  model.dispose();
  return value;
}

const everyRow = (data: TrainingData) => data.classIndex.map((_, row) => row);

describe('regularised layers', () => {
  it('add their penalty to the loss that is trained on', async () => {
    const squares = async (l2: number) => {
      const fusion: FusionStrategy = {
        specVersion: 1,
        name: 'Penalised',
        build: (inputs, { nextSeed }) =>
          layers
            .dense({
              units: 4,
              kernelInitializer: initializers.glorotUniform({ seed: nextSeed() }),
              kernelRegularizer: regularizers.l2({ l2 }),
            })
            .apply(inputs[0]!.values) as SymbolicTensor,
      };
      const model = await fitRatingModel(input({ fusion, options: { epochs: 10, learningRate: 0.05 } }));
      const kernel = Object.entries(model.saveState().arrays!).find(([name]) =>
        name.includes('Dense/kernel'),
      )![1];
      model.dispose();
      return kernel.reduce((sum, value) => sum + value * value, 0);
    };
    expect(await squares(1)).toBeLessThan(0.5 * (await squares(0)));
  });
});

describe('fitRatingModel', () => {
  it('learns what the data hold', async () => {
    const data = toyData({ rows: 400 });
    const model = await fitRatingModel(input({ data, options: { epochs: 30, calibration: 'none' } }));
    const { bestEpoch, epochs } = model.history;
    expect(epochs[bestEpoch - 1]!.validationAccuracy).toBeGreaterThan(0.6);
    expect(epochs[bestEpoch - 1]!.validationLoss).toBe(
      Math.min(...epochs.map((epoch) => epoch.validationLoss)),
    );
    const { data: probabilities, rows, dimensions } = await model.predict(data.columns, data.validation);
    expect([rows, dimensions]).toEqual([100, 5]);
    let loss = 0;
    data.validation.forEach((row, position) => {
      const own = probabilities.subarray(position * 5, position * 5 + 5);
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      loss -= Math.log(own[data.classIndex[row]!]!) / rows;
    });
    // The weights of the best epoch were put back: they give that epoch's validation loss.
    expect(loss).toBeCloseTo(epochs[bestEpoch - 1]!.validationLoss, 4);
    model.dispose();
  });

  it('stops early and says so', async () => {
    const options = { epochs: 40, earlyStoppingPatience: 2, learningRate: 0.05 };
    const model = await fitRatingModel(input({ options }));
    const { history } = model;
    expect(history.stoppedEarly).toBe(true);
    expect(history.epochs.length).toBe(history.bestEpoch + 2);
    expect(history.backend).toBe('onnx');
    model.dispose();
  });

  it('counts the trained parameters and states the class weights', async () => {
    const model = await fitRatingModel(input({ options: { classWeights: [1, 2, 3, 4, 5], epochs: 1 } }));
    const dense = 10 * 16 + 16 + 16 * 8 + 8 + 8 * 5 + 5;
    const normalization = 2 * 16 + 2 * 8;
    const absent = 6 + 4;
    expect(model.history.parameters).toBe(dense + normalization + absent);
    expect(model.history.classWeights).toEqual([1, 2, 3, 4, 5]);
    model.dispose();
  });

  it('works with one modality, and with classes that no training row has', async () => {
    const data = toyData();
    const classIndex = data.classIndex.map((value) => (value === 2 ? 3 : value));
    const columns = data.columns.slice(0, 1);
    const model = await fitRatingModel(input({ data: { ...data, columns, classIndex } }));
    expect(model.history.classWeights[2]).toBe(0);
    expect(Number.isFinite(model.history.epochs.at(-1)!.validationLoss)).toBe(true);
    model.dispose();
  });

  it('predicts rows in any number and order, alone or together', async () => {
    const data = toyData({ rows: 300 });
    const model = await fitRatingModel(input({ data, options: { epochs: 1 } }));
    const all = await model.predict(data.columns, everyRow(data));
    const one = await model.predict([...data.columns].reverse(), Int32Array.of(299));
    one.data.forEach((value, index) => {
      expect(value).toBeCloseTo(all.data[299 * 5 + index]!, 5);
    });
    expect(await model.predict(data.columns, new Int32Array(0))).toEqual({
      data: new Float32Array(0),
      rows: 0,
      dimensions: 5,
    });
    model.dispose();
  });

  it('holds no tensor beyond the weights, and none after dispose', async () => {
    const before = memory().numTensors;
    const model = await fitRatingModel(input());
    await model.predict(toyData().columns, Int32Array.of(0, 1));
    expect(memory().numTensors - before).toBe(Object.keys(model.saveState().arrays!).length);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('uses no more tensors in later steps than in earlier ones', async () => {
    const counts: number[] = [];
    const onProgress = () => counts.push(memory().numTensors);
    const model = await fitRatingModel(input({ options: { modalityDropout: 0.5 } }), { onProgress });
    expect(counts.length).toBe(4 * 6);
    expect(new Set(counts).size).toBe(1);
    model.dispose();
  });

  it('reports every batch', async () => {
    const events: Extract<ProgressEvent, { stage: 'train' }>[] = [];
    const onProgress = (event: ProgressEvent) => event.stage === 'train' && events.push(event);
    const model = await fitRatingModel(input({ label: 'review only' }), { onProgress });
    expect(events.map((event) => event.done)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    expect(events.every((event) => event.total === 24 && event.model === 'review only')).toBe(true);
    expect(events.map((event) => event.epoch)).toEqual(
      Array.from({ length: 24 }, (_, i) => 1 + Math.floor(i / 6)),
    );
    expect(events[5]!.loss).toBeCloseTo(model.history.epochs[0]!.loss, 12);
    model.dispose();
  });
});

describe('the seed', () => {
  it('fixes weights and history bit by bit', async () => {
    expect(await fitDigest()).toBe(await fitDigest());
  });

  it('changes them when it changes', async () => {
    expect(await fitDigest({ seed: 4 })).not.toBe(await fitDigest());
  });

  it('gives the same in a new process', async () => {
    const script = fileURLToPath(new URL('./fit-in-process.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
    expect(stdout.trim()).toBe(await fitDigest());
  });

  it('does not depend on fits that run at the same time', async () => {
    const [first, second] = await Promise.all([fitDigest(), fitDigest({ seed: 4 })]);
    expect(first).toBe(await fitDigest());
    expect(second).toBe(await fitDigest({ seed: 4 }));
  });
});

describe('restoreRatingModel', () => {
  const modalities = [
    { name: 'review', dimensions: 6 },
    { name: 'image', dimensions: 4 },
  ];

  async function saved() {
    const given = input();
    const model = await fitRatingModel(given);
    const state = model.saveState();
    const predicted = await model.predict(given.data.columns, everyRow(given.data));
    const history = model.history;
    model.dispose();
    return { given, state: { ...state, json: JSON.parse(JSON.stringify(state.json)) }, predicted, history };
  }

  it('predicts the same and keeps the history', async () => {
    const { given, state, predicted, history } = await saved();
    const { fusion, data } = given;
    const model = await restoreRatingModel({
      modalities,
      fusion,
      head: head(),
      scale: data.scale,
      seed: 99,
      state,
    });
    expect(await model.predict(data.columns, everyRow(data))).toEqual(predicted);
    expect(model.history).toEqual(history);
    model.dispose();
  });

  it('refuses weights of another architecture and a broken history', async () => {
    const { given, state } = await saved();
    const { fusion, data } = given;
    const restore = (change: object) =>
      restoreRatingModel({ modalities, fusion, head: head(), scale: data.scale, seed: 1, state, ...change });
    const before = memory().numTensors;
    const wide = new MlpClassifierHead({ hidden: [17, 8], dropout: [0, 0] });
    const expected = { code: 'SAVE_CORRUPT' };
    await expect(restore({ head: wide })).rejects.toMatchObject(expected);
    const deep = new MlpClassifierHead({ hidden: [16, 8, 4], dropout: [0, 0, 0] });
    await expect(restore({ head: deep })).rejects.toMatchObject(expected);
    await expect(restore({ modalities: modalities.slice(0, 1) })).rejects.toMatchObject(expected);
    await expect(restore({ state: { json: state.json } })).rejects.toMatchObject(expected);
    await expect(restore({ state: { ...state, json: { history: {} } } })).rejects.toMatchObject(expected);
    expect(memory().numTensors).toBe(before);
  });
});

describe('bad input', () => {
  const fails = async (change: Partial<FitRatingModelInput>, code: string, message: RegExp) => {
    const before = memory().numTensors;
    await expect(fitRatingModel(input(change))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(memory().numTensors).toBe(before);
  };
  const data = toyData();

  it('is named: rows', async () => {
    await fails({ data: { ...data, train: new Int32Array(0) } }, 'NO_ROWS', /no training rows/);
    await fails({ data: { ...data, validation: new Int32Array(0) } }, 'TOO_FEW_ROWS', /no validation rows/);
  });

  it('is named: ratings', async () => {
    const same = data.classIndex.map(() => 3);
    await fails({ data: { ...data, classIndex: same } }, 'ONE_CLASS', /position 3 of 5/);
    const off = data.classIndex.map((value, row) => (row === 0 ? 5 : value));
    await fails({ data: { ...data, classIndex: off } }, 'RATING_OFF_SCALE', /row 0 has class 5/);
    await fails({ options: { classWeights: [1, 2] } }, 'INVALID_OPTIONS', /2 numbers, but the scale has 5/);
  });

  it('is named: an embedding that makes the loss explode', async () => {
    const [review, image] = data.columns;
    const broken = { ...review!.matrix, data: review!.matrix.data.slice().fill(Number.NaN, 0, 6) };
    const columns = [{ ...review!, matrix: broken }, image!];
    const options = { standardize: false, learningRate: 0.25 };
    await fails(
      { data: { ...data, columns }, options },
      'TRAINING_DIVERGED',
      /at step \d \(epoch 1\) .*0\.25/,
    );
  });

  it('is named: columns at prediction', async () => {
    const model = await fitRatingModel(input({ options: { epochs: 1 } }));
    const [review, image] = data.columns;
    const narrow = { ...image!, matrix: { ...image!.matrix, dimensions: 3 } };
    for (const columns of [[review!], [review!, narrow], []]) {
      await expect(model.predict(columns, Int32Array.of(0))).rejects.toMatchObject({
        code: 'DIMENSION_MISMATCH',
        message: expect.stringContaining('review [6], image [4]'),
      });
    }
    model.dispose();
  });
});

describe('abort', () => {
  it('ends training between two batches and frees everything', async () => {
    const controller = new AbortController();
    const before = memory().numTensors;
    let batches = 0;
    const onProgress = () => {
      if (++batches === 3) controller.abort();
    };
    const fit = fitRatingModel(input(), { signal: controller.signal, onProgress });
    await expect(fit).rejects.toMatchObject({ code: 'ABORTED' });
    expect(batches).toBe(3);
    expect(memory().numTensors).toBe(before);
  });

  it('is heard before the first batch and by predict', async () => {
    const call = { signal: AbortSignal.abort() };
    await expect(fitRatingModel(input(), call)).rejects.toMatchObject({ code: 'ABORTED' });
    const model = await fitRatingModel(input({ options: { epochs: 1 } }));
    const { columns } = toyData();
    await expect(model.predict(columns, Int32Array.of(0), call)).rejects.toMatchObject({ code: 'ABORTED' });
    model.dispose();
  });

  it('leaves the event loop free between batches', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const model = await fitRatingModel(input());
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    model.dispose();
  });
});
