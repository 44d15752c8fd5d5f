import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBounce } from '../../../../../adapters/mail/receive/read-bounce';
import { readMail } from '../../../../../adapters/mail/receive/read-mail';
import { tellKind } from '../../../../../adapters/mail/receive/tell-kind';
import { compareLabels, readLabels } from '../../../../../scripts/evaluate/mail-labels';
import type { MailFinding } from '../../../../../scripts/evaluate/mail-process';

/**
 * Bounces as servers really wrote them (sisimai/set-of-emails), of which 80 drawn by chance were read and labelled by hand.
 * The mails stay outside the project, so the test is skipped where they are absent.
 */
const mails = join(process.cwd(), '..', 'shared', 'data', 'email', 'bounces');
const present = existsSync(mails);
const testWithMails = present ? test : test.skip;

testWithMails(`real bounces are told and read${present ? '' : ' (skipped: ../shared/data is absent)'}`, async () => {
  const labels = readLabels(join(process.cwd(), 'test/fixtures/bounce-labels.json'));
  const findings = new Map<string, Pick<MailFinding, 'kind' | 'reasons'>>();
  for (const { file } of labels) {
    const reading = await readMail(readFileSync(join(mails, file)));
    if (!reading.ok) continue;
    const reasons = readBounce(reading.mail)?.recipients ?? [];
    findings.set(file, { ...tellKind(reading.mail), reasons });
  }
  const { labelled, kind_right, bounces, recipients_found, reasons, reasons_right } = compareLabels(labels, findings);
  expect(labelled).toBe(80);
  expect(kind_right / labelled).toBeGreaterThanOrEqual(0.97);
  expect(recipients_found / bounces).toBeGreaterThanOrEqual(0.95);
  expect(reasons_right / reasons).toBeGreaterThanOrEqual(0.95);
});
