/** Contenders that take turns: each in a process of its own, told line by line what to do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ours = (script: string) => fileURLToPath(new URL(`../${script}/contender.ts`, import.meta.url));
const peers = fileURLToPath(new URL('../peers/worker.py', import.meta.url));

/** What takes part. */
export interface ContenderPlan {
  readonly label: string;
  /** Which of ours, or which Python peer. */
  readonly name: string;
  /** `node`, `python` (PyTorch and onnxruntime), `fastembed` or `keras` (environments of their own). */
  readonly runtime: 'node' | 'python' | 'fastembed' | 'keras';
  /** Folder of the model. */
  readonly model: string;
  /** Folder of the script behind ours. @default 'encoders' */
  readonly script?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The folder with full-size models. Ends the process with advice when there is none. */
export function fullModels(): string {
  const folder = process.env.MULTIMODAL_FULL_MODELS;
  if (folder !== undefined && existsSync(folder)) return folder;
  console.error(
    'MULTIMODAL_FULL_MODELS must name a folder with full-size models: python test/fixtures/models/build_full.py --output FOLDER',
  );
  process.exit(2);
}

/** Python interpreters of the peers, by environment variable; peers without one are left out, and said to be. */
export const PYTHON = {
  python: process.env.BENCH_PYTHON,
  fastembed: process.env.BENCH_FASTEMBED_PYTHON,
  keras: process.env.BENCH_KERAS_PYTHON,
} as const;

/** Starts those that can be started, and loads their models. */
export async function startContenders(
  plans: readonly ContenderPlan[],
  inputFile: string,
): Promise<Contender[]> {
  const started: Contender[] = [];
  for (const plan of plans) {
    const interpreter = plan.runtime === 'node' ? process.execPath : PYTHON[plan.runtime];
    if (interpreter === undefined) {
      console.log(
        `left out, no Python for it: ${plan.label} (BENCH_PYTHON, BENCH_FASTEMBED_PYTHON, BENCH_KERAS_PYTHON; see bench/README.md)`,
      );
      continue;
    }
    const contender = new Contender(plan, interpreter, inputFile);
    await contender.load();
    started.push(contender);
  }
  return started;
}

/** One process. */
export class Contender {
  readonly label: string;
  readonly perSecond: number[] = [];
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(
    private readonly plan: ContenderPlan,
    interpreter: string,
    private readonly inputFile: string,
  ) {
    this.label = plan.label;
    const parts =
      plan.runtime === 'node'
        ? ['--import', 'tsx', ours(plan.script ?? 'encoders'), plan.name, plan.model, inputFile]
        : [peers];
    // These variables make numerical libraries of Python avoid what the processor can do.
    const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...env } = process.env;
    this.#child = spawn(interpreter, parts, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#reader = createInterface({ input: this.#child.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async load(): Promise<void> {
    const { name, model, options } = this.plan;
    await this.ask({ cmd: 'load', peer: name, model, threads: 2, ...options });
  }

  /** Encodes everything once. */
  async encode(): Promise<void> {
    const { seconds, count } = await this.ask({ cmd: 'encode', inputs: this.inputFile });
    this.perSecond.push(count! / seconds!);
  }

  /** Ends the process. Returns the highest resident size that it had. */
  async quit(): Promise<number> {
    const { peakRssMb } = await this.ask({ cmd: 'quit' });
    this.#reader.close();
    this.#child.stdin!.end();
    return Math.round(peakRssMb!);
  }

  /** Sends one command and waits for its answer. */
  async ask(command: object): Promise<Record<string, number | undefined>> {
    this.#child.stdin!.write(`${JSON.stringify(command)}\n`);
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`${this.label} ended`);
      if (!value.startsWith('{')) continue;
      const answer = JSON.parse(value) as Record<string, number> & { error?: string };
      if (answer.error !== undefined) throw new Error(`${this.label}: ${answer.error}`);
      return answer;
    }
  }
}

/** Lets all take turns, then prints a row for each. The first round warms up and does not count. */
export async function takeTurns(
  contenders: readonly Contender[],
  rounds: number,
  unit: string,
): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) await contender.encode();
    console.log(`round ${round} of ${rounds}`);
  }
  for (const contender of contenders) {
    const sorted = contender.perSecond.slice(1).sort((a, b) => a - b);
    const rounded = (value: number) => Number(value.toPrecision(3));
    const row = {
      median: rounded(sorted[(sorted.length - 1) >> 1]!),
      min: rounded(sorted[0]!),
      max: rounded(sorted.at(-1)!),
    };
    console.log(JSON.stringify({ label: contender.label, unit, ...row, peakRssMb: await contender.quit() }));
  }
}
