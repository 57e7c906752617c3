import { type ConformanceCheck, ConformanceError, runConformance } from '../../src/testing/conformance.js';

/** Names of the checks that fail, all of them with a finding in words. */
export async function failingChecks(checks: readonly ConformanceCheck[]): Promise<string[]> {
  const report = await runConformance(checks);
  const failed = report.results.filter((result) => !result.passed);
  for (const { name, error } of failed) {
    if (!(error instanceof ConformanceError))
      throw new Error(`"${name}" failed without a finding`, { cause: error });
  }
  return failed.map((result) => result.name);
}
