/**
 * Packs the built package and checks what a user of it meets: the list of files, the linters of packages, and two
 * projects that install, compile and run it. `npm run build` comes first.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkConsumer } from './consumer.js';
import { command, Steps } from './steps.js';

/** Code twice (ESM and CommonJS), types twice and one source map: what grows it is seen here before users see it. */
const PACKED_LIMIT_BYTES = 1_500_000;
const EXPECTED = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/index.js', 'dist/index.cjs'];
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/[^/]+\.(js|cjs|d\.ts|d\.cts)(\.map)?$/,
];

const repository = fileURLToPath(new URL('../..', import.meta.url));
const binary = (name: string) => join(repository, 'node_modules', '.bin', name);
const workshop = mkdtempSync(join(tmpdir(), 'package-check-'));
const steps = new Steps();
try {
  checkAll();
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
process.exit(steps.failed === 0 ? 0 : 1);

function checkAll(): void {
  let tarball = '';
  const packed = steps.check('npm pack', () => {
    if (!existsSync(join(repository, 'dist', 'index.js')))
      return ['dist/ is missing: npm run build comes first.'];
    const { ok, output, stdout } = command(
      'npm',
      ['pack', '--silent', '--pack-destination', workshop],
      repository,
    );
    tarball = join(workshop, stdout.trim().split('\n').at(-1) ?? '');
    return ok ? [] : [output];
  });
  if (!packed) return;
  steps.check('the tarball holds what it should and nothing else', () => contentProblems(tarball));
  steps.run('publint', binary('publint'), ['run', '--strict', tarball], repository);
  // node10 cannot see subpath exports; the package needs Node >= 20, where that resolution has no place.
  steps.run(
    'are the types wrong',
    binary('attw'),
    [
      tarball,
      '--profile',
      'node16',
      '--format',
      'ascii',
      '--no-emoji',
      '--no-color',
      '--no-definitely-typed',
    ],
    repository,
  );
  for (const kind of ['esm', 'cjs'] as const) {
    checkConsumer(steps, { kind, repository, tarball, folder: join(workshop, kind) });
  }
}

function contentProblems(tarball: string): string[] {
  const listing = command('tar', ['-tzf', tarball], workshop);
  if (!listing.ok) return [listing.output];
  const files = listing.stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  const bytes = statSync(tarball).size;
  console.log(`       ${files.length} files, ${Math.round(bytes / 1000)} kB packed`);
  return [
    ...EXPECTED.filter((file) => !files.includes(file)).map((file) => `missing: ${file}`),
    ...files
      .filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))
      .map((file) => `unexpected: ${file}`),
    ...(bytes > PACKED_LIMIT_BYTES ? [`${bytes} bytes packed, more than ${PACKED_LIMIT_BYTES}`] : []),
  ];
}
