import { spawnSync } from 'node:child_process';

/** Outcome of one command. */
export interface CommandOutcome {
  readonly ok: boolean;
  /** Standard output and error, in this order. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a command to its end; `node` is the Node.js that runs this. */
export function command(name: string, parameters: readonly string[], folder: string): CommandOutcome {
  const executable = name === 'node' ? process.execPath : name;
  const run = spawnSync(executable, parameters, { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  const output = `${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`;
  return { ok: run.status === 0, output, stdout: run.stdout ?? '' };
}

/** Runs checks, prints one line for each, and remembers whether one has failed. */
export class Steps {
  failed = 0;

  /** `body` returns problems in words; none means that the check passed. Returns whether it did. */
  check(name: string, body: () => readonly string[]): boolean {
    const started = performance.now();
    const problems = body();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    for (const problem of problems) console.log(problem.replace(/^/gm, '       '));
    if (problems.length > 0) this.failed++;
    return problems.length === 0;
  }

  /** A check that a command ends with status 0. */
  run(label: string, name: string, parameters: readonly string[], folder: string): boolean {
    return this.check(label, () => {
      const { ok, output } = command(name, parameters, folder);
      return ok ? [] : [output];
    });
  }
}
