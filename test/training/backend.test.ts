import { env, getBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installTransposingMatMul } from '../../src/training/wasm-matmul.js';

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.doUnmock('@tensorflow/tfjs-backend-wasm');
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const load = () => import('../../src/training/backend.js');

describe('prepareBackend', () => {
  it('falls back to plain JavaScript when the wasm package cannot be loaded, and says so once', async () => {
    vi.doMock('@tensorflow/tfjs-backend-wasm', () => {
      throw new Error('no WebAssembly here');
    });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { prepareBackend } = await load();
    expect(await prepareBackend()).toBe('cpu');
    expect(await prepareBackend()).toBe('cpu');
    expect(getBackend()).toBe('cpu');
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]![0]).toMatch(/wasm backend cannot start/);
  });

  it('computes in plain JavaScript outside Node', async () => {
    // What the test runner itself needs of the process stays; only the version that tells Node is hidden.
    vi.stubGlobal('process', Object.create(process, { versions: { value: {} } }));
    const { prepareBackend } = await load();
    const backend = await prepareBackend();
    vi.unstubAllGlobals();
    expect(backend).toBe('cpu');
  });

  it('uses wasm under Node, again and again, after an early attempt to install the product', async () => {
    expect(() => installTransposingMatMul()).not.toThrow();
    const { prepareBackend } = await load();
    expect(await prepareBackend()).toBe('wasm');
    expect(await prepareBackend()).toBe('wasm');
    expect(getBackend()).toBe('wasm');
  });

  it('goes back to wasm when another backend was chosen meanwhile', async () => {
    const { prepareBackend, startCpu } = await load();
    await prepareBackend();
    await startCpu();
    expect(getBackend()).toBe('cpu');
    expect(await prepareBackend()).toBe('wasm');
    expect(getBackend()).toBe('wasm');
  });
});

describe('startCpu', () => {
  it('prints nothing and leaves the settings of tfjs as they were', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const production = env().getBool('PROD');
    await (await load()).startCpu();
    expect(warn).not.toHaveBeenCalled();
    expect(env().getBool('PROD')).toBe(production);
  });
});
