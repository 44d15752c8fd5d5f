import { dovecotMissing } from '../../support/dovecot';
import { fetchUnderKills } from '../../support/killed-intake';

const testWithDovecot = dovecotMissing === null ? test : test.skip;

testWithDovecot(
  'an intake that is killed between storing and marking keeps every mail once',
  async () => {
    expect(await fetchUnderKills(40, 1, 60)).toMatchObject({ stored: 40, different: 40, marked: 40, exitCode: 0 });
  },
  120_000,
);
