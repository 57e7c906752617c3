import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder in which downloads are kept: `cacheDir`, or what the Python package `huggingface_hub` would take, so that
 * both use one cache.
 */
export function hubCacheRoot(cacheDir: string | null): string {
  if (cacheDir !== null) return resolve(cacheDir);
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env;
  const named = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE;
  if (named) return resolve(withHome(named));
  const home = HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  return resolve(withHome(home), 'hub');
}

/** Do `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE` forbid the network for this process? */
export function isOfflineByEnvironment(): boolean {
  const value = process.env.HF_HUB_OFFLINE || process.env.TRANSFORMERS_OFFLINE || '';
  return ['1', 'on', 'yes', 'true'].includes(value.toLowerCase());
}

/** Access token for gated and private models. */
export function hubToken(): string | null {
  return process.env.HF_TOKEN || process.env.HF_ACCESS_TOKEN || null;
}

function withHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
