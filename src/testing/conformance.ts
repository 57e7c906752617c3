/** One thing that a contract demands. Independent of any test runner: `for (const check of checks) it(check.name, check.run)`. */
export interface ConformanceCheck {
  readonly name: string;
  /** Rejects with a {@link ConformanceError} when the demand is not met. Needs no `this`. */
  readonly run: () => Promise<void>;
}

/** What a violation says: the demand, the finding, the remedy. */
export interface ConformanceFinding {
  /** What the contract demands. */
  readonly demand: string;
  /** What the implementation did instead. */
  readonly found: string;
  /** How to mend it. */
  readonly remedy: string;
}

/** An implementation does not keep its contract. */
export class ConformanceError extends Error {
  readonly finding: ConformanceFinding;

  constructor(finding: ConformanceFinding, cause?: unknown) {
    super(
      `The contract demands: ${finding.demand} Found: ${finding.found} Remedy: ${finding.remedy}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'ConformanceError';
    this.finding = finding;
  }
}

/** Outcome of one check. */
export interface ConformanceResult {
  readonly name: string;
  readonly passed: boolean;
  /** Absent when the check passed. */
  readonly error?: Error;
}

/** Outcome of a suite. */
export interface ConformanceReport {
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly ConformanceResult[];
  /** The whole report in words, one line per check. */
  readonly text: string;
}

/** Runs the checks one after another, all of them whatever fails; for people without a test runner. Never rejects. */
export async function runConformance(checks: readonly ConformanceCheck[]): Promise<ConformanceReport> {
  const results: ConformanceResult[] = [];
  for (const check of checks) {
    try {
      await check.run();
      results.push({ name: check.name, passed: true });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      results.push({ name: check.name, passed: false, error });
    }
  }
  const passed = results.filter((result) => result.passed).length;
  const lines = results.map((result) =>
    result.passed ? `pass  ${result.name}` : `FAIL  ${result.name}: ${result.error?.message}`,
  );
  return { passed, failed: results.length - passed, results, text: lines.join('\n') };
}
