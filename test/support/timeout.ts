/** Generous: a test is never timed, and a busy machine is no failure. */
jest.setTimeout(process.env['TEST_LONG'] === '1' ? 600_000 : 120_000);
