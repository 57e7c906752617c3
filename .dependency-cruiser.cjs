// Data flows one way: a stage may use the contracts, the shared vocabulary and the stages above it.
const stages = [
  'sources',
  'dataset',
  'images',
  'embedding-files',
  'onnx',
  'encoders',
  'numeric',
  'embedding',
  'fusion',
  'heads',
  'training',
  'evaluation',
  'ranking',
  'reporting',
  'persistence',
  'tasks',
];

const downstream = stages.flatMap((stage, index) => {
  const below = stages.slice(index + 1);
  if (below.length === 0) return [];
  return [
    {
      name: `${stage}-looks-upstream-only`,
      severity: 'error',
      from: { path: `^src/${stage}/` },
      to: { path: `^src/(${below.join('|')})/` },
    },
  ];
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-are-types-only',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { path: '^src/', pathNot: '^src/(contracts/|types\\.ts$|errors\\.ts$)' },
    },
    {
      name: 'stages-do-not-know-the-whole',
      severity: 'error',
      from: { path: `^src/(${stages.join('|')}|util)/` },
      to: { path: '^src/(index|recommender|defaults)\\.ts$' },
    },
    {
      name: 'only-defaults-and-index-name-implementations',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/((index|defaults)\\.ts$|sources/|encoders/|fusion/|heads/|ranking/)',
      },
      to: {
        path: '^src/(sources/[^/]*-source|encoders/[^/]*-encoder|fusion/[^/]*-fusion|heads/[^/]*-head|ranking/[^/]*-ranker)\\.ts$',
      },
    },
    ...downstream,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
