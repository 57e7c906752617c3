import { backend_util, env, getBackend, setBackend, tensor } from '@tensorflow/tfjs-core';
import { installTransposingMatMul } from './wasm-matmul.js';

/** The tfjs backends the library computes on. */
export type TrainingBackend = 'wasm' | 'cpu';

// One warning per process is enough, and a backend that failed once fails again.
let wasmFailed = false;
let wasmStarted = false;

/**
 * Makes a tfjs backend the current one: `wasm` under Node, with a matrix product that is fast in both directions,
 * and `cpu` (plain JavaScript) elsewhere or where WebAssembly cannot start. Both are loaded on the first call.
 */
export async function prepareBackend(): Promise<TrainingBackend> {
  if (isNode() && !wasmFailed && (await startWasm())) return 'wasm';
  await startCpu();
  return 'cpu';
}

/** Makes the plain JavaScript backend the current one. */
export async function startCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  // The first tensor on this backend prints an advertisement for a native package; production mode keeps it quiet.
  const production = env().getBool('PROD');
  env().set('PROD', true);
  try {
    await setBackend('cpu');
    tensor([0]).dispose();
  } finally {
    env().set('PROD', production);
  }
}

async function startWasm(): Promise<boolean> {
  // Choosing a backend again sets up all of its kernels again, which a single prediction would wait for.
  if (wasmStarted && getBackend() === 'wasm') return true;
  try {
    await import('@tensorflow/tfjs-backend-wasm');
    if (!(await setBackend('wasm'))) throw new Error('its WebAssembly module does not load');
    installTransposingMatMul();
    wasmStarted = true;
    return true;
  } catch (cause) {
    wasmFailed = true;
    backend_util.warn(
      `The wasm backend cannot start (${String(cause)}); computing in plain JavaScript instead.`,
    );
    return false;
  }
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}
