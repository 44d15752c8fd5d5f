// The rules of the house, enforced: what each folder may import, no cycles, no clock or chance in the rules, no promise
// left floating. A forbidden import fails the build.
import { readdirSync, readFileSync } from 'node:fs';
import js from '@eslint/js';
import { importX, createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Room → the rooms whose files it may import. Rooms that are not listed (test, bench, scripts) may import all. */
const rooms = {
  contracts: [],
  domain: ['contracts'],
  policies: [],
  workflows: ['contracts', 'domain', 'activities'],
  activities: ['contracts', 'domain', 'db', 'adapters', 'intake'],
  intake: ['contracts', 'domain', 'db', 'adapters'],
  adapters: ['contracts', 'domain', 'db'],
  db: ['contracts', 'domain', 'policies'],
  webhooks: ['contracts', 'domain', 'db', 'adapters'],
  api: ['contracts', 'domain', 'db', 'adapters', 'intake', 'webhooks'],
  worker: ['contracts', 'workflows', 'activities', 'adapters', 'db'],
  'temporal-config': ['contracts', 'config.ts'],
  web: ['contracts'],
};

/** Packages the rules may use: pure functions only. Everything else, and all of Node, stays outside `domain/`. */
const purePackages = ['luxon', '@noble/hashes', 'date-holidays', 'dinero\\.js', 'fuzzball', 'simple-statistics'];

/** Contract files that carry zod at run time; the rules may take their types, never their values. */
const zodContracts = readdirSync(new URL('contracts/', import.meta.url), { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts'))
  .filter((file) =>
    /from '(zod|@asteasolutions\/)/.test(readFileSync(new URL(`contracts/${file}`, import.meta.url), 'utf8')),
  )
  .map((file) => `**/contracts/${file.replace(/\.ts$/, '')}`);

const onlyTypes = (room, why) => ({
  group: [`**/${room}`, `**/${room}/**`],
  allowTypeImports: true,
  message: why,
});

/** Imports that are allowed in part: types only, or names of one kind. Room → patterns. */
const partialImports = {
  domain: [
    {
      regex: `^(?!\\.{1,2}/)(?!(${purePackages.join('|')})(/|$))`,
      message:
        'The rules are pure: no Node, no Temporal, no zod, no database. Pure packages are listed in eslint.config.mjs.',
    },
    {
      group: ['**/zod', ...zodContracts],
      allowTypeImports: true,
      message: 'The rules take types, not schemas, from this contract file.',
    },
  ],
  workflows: [
    {
      regex: '^(?!\\.{1,2}/)(?!@temporalio/(workflow|common)(/|$))',
      allowTypeImports: true,
      message: 'Workflow code runs in the sandbox: only @temporalio/workflow and @temporalio/common.',
    },
    onlyTypes('activities', 'Workflows know activities by type only; call them through proxyActivities.'),
    {
      group: ['**/domain/**', '**/domain'],
      allowTypeImports: true,
      allowImportNamePattern: '^(evolve|initial)',
      message: 'A workflow only evolves what the journal returned: import evolve… or initial… and types, never rules.',
    },
  ],
  adapters: [onlyTypes('domain', 'Adapters know the domain by type only.')],
  db: [onlyTypes('domain', 'The database knows the domain by type only.')],
  web: [onlyTypes('contracts', 'The console knows the contracts by type only.')],
};

const roomRules = Object.keys(rooms).map((room) => ({
  files: [`${room}/**/*.{ts,tsx}`],
  ignores: ['*/main.ts'],
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        basePath: import.meta.dirname,
        zones: [
          {
            target: `./${room}`,
            from: '.',
            except: [room, ...rooms[room], 'node_modules'].map((path) => `./${path}`),
            message: `${room}/ may import only: ${rooms[room].join(', ') || 'nothing of ours'}.`,
          },
        ],
      },
    ],
    ...(partialImports[room] && {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: partialImports[room] }],
    }),
  },
}));

const noPlainErrors = {
  selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
  message: 'A plain Error in workflow code retries the task for ever: throw ApplicationFailure.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.inquiry-desk/', 'test/replay/histories/', 'web/dist/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked, importX.flatConfigs.typescript],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.json'] })] },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      'import-x/no-extraneous-dependencies': 'off',
      'import-x/no-self-import': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'config.ts is the only reader of the environment.' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...roomRules,
  {
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'fetch',
          'crypto',
          'performance',
          'require',
        ].map((name) => ({ name, message: 'The rules are pure: what they need is passed in.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The rules have no clock: the instant is passed in.' },
        { object: 'DateTime', property: 'now', message: 'The rules have no clock: the instant is passed in.' },
        { object: 'DateTime', property: 'local', message: 'The rules have no clock and no local zone.' },
        { object: 'Math', property: 'random', message: 'The rules know no chance.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The rules have no clock.' },
        { selector: 'CallExpression[callee.name="Date"]', message: 'The rules have no clock.' },
        { selector: 'ImportExpression', message: 'The rules import statically.' },
        { selector: 'AwaitExpression', message: 'The rules are synchronous.' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noPlainErrors], 'no-restricted-globals': ['error', 'process', 'fetch'] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-properties': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['config.ts', 'scripts/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'performance', 'fetch', 'URL', 'setTimeout', 'clearTimeout'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
);
