import { dovecotMissing } from '../../support/dovecot';
import { fetchUnderKills } from '../../support/killed-intake';

const testWithDovecot = dovecotMissing === null ? test : test.skip;

testWithDovecot(
  'a thousand mails that came while nobody looked are all there, each once, after five kills',
  async () => {
    const fetched = await fetchUnderKills(1_000, 5, 300);
    expect(fetched).toMatchObject({ stored: 1_000, different: 1_000, marked: 1_000, exitCode: 0 });
  },
  900_000,
);
