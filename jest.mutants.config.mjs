// The tests that hold the rules of segregation, approval and the lifecycle, for `npm run test:mutants`.
import jestConfig from './jest.config.mjs';

const [quick] = jestConfig.projects;

/** @type {import('jest').Config} */
export default {
  ...quick,
  testMatch: ['<rootDir>/test/properties/mutants/*.mutants.ts'],
};
