import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../db/connect';
import { loadDemoCompany } from '../../scripts/demo-company';
import { freePort } from '../../scripts/services/ports';
import { createTestDatabase } from './database';
import { startDovecot } from './dovecot';
import { secretKey } from './desk';
import { customerMail, eventually } from './fetching';
import { startIntakeProcess } from './intake-process';

/** What is there in the end, of so many mails that came while the intake was killed so often. */
export interface KilledIntake {
  /** Rows of received mails, and different mails among them. */
  stored: number;
  different: number;
  /** Cases that began, and different mails that they began with. */
  inquiries: number;
  /** Mails that are marked as seen at the server. */
  marked: number;
  exitCode: number | null;
}

/**
 * Lets a real mail server deliver so many mails, and the intake's process fetch them; it is killed as often, spread over
 * the way, and started again each time. The workflow engine is away all along.
 */
export async function fetchUnderKills(mails: number, kills: number, seconds: number): Promise<KilledIntake> {
  const directory = mkdtempSync(join(tmpdir(), 'intake-'));
  const [dovecot, database] = await Promise.all([startDovecot(), createTestDatabase()]);
  const db = connect(database.url);
  try {
    await loadDemoCompany(db, new Date().toISOString());
    const subjects = Array.from({ length: mails }, (_, index) => `Invoice ${index}`);
    await dovecot.deliver('desk', ...subjects.map((subject) => customerMail(subject)));
    const file = join(directory, 'mailboxes.yaml');
    const addresses = '[inquiries@halden.example, bounces@halden.example]';
    const imap = `{ host: 127.0.0.1, port: ${dovecot.imapPort}, security: none, user: desk, password: { variable: DESK_PASSWORD } }`;
    writeFileSync(file, `mailboxes: [{ name: inquiries, addresses: ${addresses}, imap: ${imap} }]`);
    const environment = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_AUDIENCE: 'inquiry-desk',
      AUTH_JWKS: 'https://issuer.example/keys',
      SECRET_KEY: secretKey,
      MAIL_FROM: 'Halden Supply <desk@halden.example>',
      MAILBOXES: file,
      DESK_PASSWORD: 'secret',
      INTAKE_SMTP_PORT: String(await freePort()),
      INTAKE_HTTP_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    };
    const stored = async (): Promise<number> => Number((await db('received_mails').count('* as n'))[0]?.['n']);
    for (let kill = 1; kill <= kills; kill += 1) {
      const intake = startIntakeProcess(environment);
      const enough = Math.floor((mails * kill) / (kills + 1));
      await eventually(async () => (await stored()) >= enough, seconds);
      await intake.kill();
    }
    const intake = startIntakeProcess(environment);
    const isMarked = (flags: string): boolean => flags.includes('S');
    await eventually(() => dovecot.flags('desk').filter(isMarked).length === mails, seconds);
    const exitCode = await intake.stop();
    if (exitCode !== 0) process.stdout.write(intake.said());
    const { rows } = await db.raw<{ rows: Omit<KilledIntake, 'marked' | 'exitCode'>[] }>(
      `select count(*)::int as stored,
              count(distinct substring(convert_from(f.content, 'UTF8') from 'Subject: ([^\\r]*)'))::int as different,
              (select count(distinct reference)::int from intakes) as inquiries
         from received_mails m join files f on f.id = m.file`,
    );
    const [{ stored: all, different, inquiries }] = rows as [KilledIntake];
    return { stored: all, different, inquiries, marked: dovecot.flags('desk').filter(isMarked).length, exitCode };
  } finally {
    await db.destroy();
    await database.drop();
    await dovecot.stop();
    rmSync(directory, { recursive: true });
  }
}
