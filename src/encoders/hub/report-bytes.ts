import type { ProgressEvent } from '../../types.js';
import { rateMeter } from '../../util/progress.js';

/** Often enough for a smooth bar, seldom enough to cost nothing. */
const INTERVAL_MS = 100;

/** Tells how far a file has come: when it begins, about ten times a second, and when it is complete. */
export function reportBytes(
  facts: {
    readonly model: string;
    readonly file: string;
    readonly total: number | undefined;
    readonly start: number;
  },
  onProgress: ((event: ProgressEvent) => void) | undefined,
): (size: number) => void {
  const { model, file, total, start } = facts;
  const rate = rateMeter();
  let last = Number.NEGATIVE_INFINITY;
  const report = (done: number) => {
    const now = performance.now();
    if (done !== total && now - last < INTERVAL_MS) return;
    last = now;
    onProgress?.({
      stage: 'download-model',
      model,
      file,
      done,
      ...(total === undefined ? {} : { total }),
      rate: rate(Math.max(0, done - start)),
    });
  };
  report(start);
  return report;
}
