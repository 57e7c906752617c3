import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, type Steps } from './steps.js';

/** A throwaway project that installs the packed package. */
export interface Consumer {
  readonly kind: 'esm' | 'cjs';
  /** Folder of the repository. */
  readonly repository: string;
  readonly tarball: string;
  /** An empty folder that the caller removes. */
  readonly folder: string;
}

/**
 * How a project of each kind may be compiled. Under `bundler`, TypeScript allows no CommonJS output, so there a CommonJS
 * project is only checked, as its bundler would have it.
 */
const COMPILATIONS = {
  node16: { module: 'node16', moduleResolution: 'node16', outDir: 'out' },
  bundler: { module: 'esnext', moduleResolution: 'bundler', noEmit: true },
};

/**
 * The projects check the declarations of all libraries (`skipLibCheck: false`), ours above all. Those of tfjs 4.22 have
 * mistakes of their own (a type `Long` that they do not import, for one); these, and no others, are let pass.
 */
const KNOWN = /^node_modules\/@tensorflow\/tfjs-(core|layers)\//;

/** Installs, compiles under both resolutions, and runs. */
export function checkConsumer(steps: Steps, { kind, repository, tarball, folder }: Consumer): void {
  writeProject({ kind, repository, folder });
  const label = `${kind === 'esm' ? 'ESM' : 'CommonJS'} project:`;
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  const installed = steps.check(`${label} npm install of the tarball, version ${version}`, () => {
    for (let attempt = 1; ; attempt++) {
      const { ok, output } = command('npm', ['install', tarball, ...flags], folder);
      if (ok) return [];
      if (attempt === 3) return [output];
    }
  });
  if (!installed) return;
  const compiler = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  for (const resolution of Object.keys(COMPILATIONS)) {
    steps.check(`${label} compiles under moduleResolution ${resolution}`, () => {
      const { output } = command('node', [compiler, '-p', `tsconfig.${resolution}.json`], folder);
      return output.split('\n').filter((line) => /error TS\d+/.test(line) && !KNOWN.test(line));
    });
  }
  const model = join(repository, 'test', 'fixtures', 'models', 'tiny-distilbert');
  steps.run(`${label} runs`, 'node', ['out/main.js', model], folder);
}

function writeProject({ kind, repository, folder }: Omit<Consumer, 'tarball'>): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(repository, 'test', 'package', `consumer-${kind}`, 'main.ts'), join(folder, 'main.ts'));
  copyFileSync(join(repository, '.npmrc'), join(folder, '.npmrc'));
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  write(folder, 'package.json', {
    name: `consumer-${kind}`,
    private: true,
    ...(kind === 'esm' ? { type: 'module' } : {}),
    devDependencies: { '@types/node': manifest.devDependencies['@types/node'] },
  });
  for (const [resolution, options] of Object.entries(COMPILATIONS)) {
    write(folder, `tsconfig.${resolution}.json`, {
      compilerOptions: {
        ...options,
        target: 'es2022',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        types: ['node'],
      },
      files: ['main.ts'],
    });
  }
}

function write(folder: string, name: string, content: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}
