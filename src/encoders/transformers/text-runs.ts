/** What bounds a run. */
export interface RunLimits {
  /** Tokens, padding included. A single text may have more. */
  readonly tokens: number;
  /** Texts. */
  readonly texts: number;
  /** Does the graph take a mask that hides padding? Otherwise only texts of one length may share a run. */
  readonly isMasked: boolean;
}

/**
 * Which texts are computed together: the shortest first, so that a run holds texts of similar length and little padding,
 * as many as fit. `lengths` are in tokens; the result holds positions in it.
 */
export function planRuns(lengths: readonly number[], limits: RunLimits): number[][] {
  const ordered = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const runs: number[][] = [];
  let run: number[] = [];
  for (const text of ordered) {
    const length = lengths[text]!;
    const fits = run.length < limits.texts && (run.length + 1) * length <= limits.tokens;
    const isAlike = limits.isMasked || lengths[run[0] ?? text] === length;
    if (run.length > 0 && !(fits && isAlike)) {
      runs.push(run);
      run = [];
    }
    run.push(text);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
