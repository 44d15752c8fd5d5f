/**
 * `npm run test:mutants`: changes the rules of segregation, approval and the lifecycle in every way that Stryker knows, one at a
 * time, and sees whether a test notices. What survives on purpose is marked where it stands, with the reason.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'domain/segregation.ts',
    'domain/approvals.ts',
    'domain/duties.ts',
    'domain/inquiry/transitions.ts',
    'domain/inquiry/commands/decide-proposal.ts',
    'domain/inquiry/commands/proposals.ts',
  ],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'jest.mutants.config.mjs' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 90_000,
  ignoreStatic: false,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // Not in node_modules, where Jest looks for no tests.
  tempDirName: '.inquiry-desk/stryker',
  // Copied are sources and tests; not what runs beside them or was built from them.
  ignorePatterns: ['dist', '.inquiry-desk', 'docs', 'bench', 'test/e2e', 'test/replay/histories'],
  thresholds: { high: 98, low: 95, break: 95 },
};
