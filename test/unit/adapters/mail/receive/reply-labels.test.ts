import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldReply } from '../../../../../adapters/mail/receive/fold-reply';
import { htmlToText } from '../../../../../adapters/mail/receive/html-text';
import { readMail } from '../../../../../adapters/mail/receive/read-mail';
import { sanitiseHtml } from '../../../../../adapters/mail/receive/sanitise-html';

/**
 * Answers as people really wrote them (crisp-oss and github email-reply-parser, mailgun/talon), each read for where the
 * words of its sender begin and end, and how: docs/evaluation.md. They stay outside the project, so the test is skipped where
 * they are absent.
 */
interface ReplyLabel {
  file: string;
  /** The first and the last line that a reader takes for the sender's own words, at most 60 characters of each. */
  begins: string;
  ends: string;
}

const answers = join(process.cwd(), '..', 'shared', 'data', 'email');
const present = existsSync(answers);
const testWithAnswers = present ? test : test.skip;

async function visibleText(file: string): Promise<string> {
  const raw = readFileSync(join(answers, file));
  if (file.endsWith('.html')) return foldReply(htmlToText(sanitiseHtml(raw.toString())?.html ?? '')).visible;
  if (!file.endsWith('.eml')) return foldReply(raw.toString().replaceAll('\r\n', '\n')).visible;
  const reading = await readMail(raw);
  return reading.ok ? reading.mail.visibleText : '';
}

testWithAnswers(
  `real answers are folded as a reader would${present ? '' : ' (skipped: ../shared/data is absent)'}`,
  async () => {
    const labels = JSON.parse(
      readFileSync(join(process.cwd(), 'test/fixtures/reply-labels.json'), 'utf8'),
    ) as ReplyLabel[];
    const different: string[] = [];
    for (const { file, begins, ends } of labels) {
      const lines = (await visibleText(file)).split('\n').filter((line) => line.trim() !== '');
      const same = lines.at(0)?.trim().startsWith(begins) === true && lines.at(-1)?.trim().endsWith(ends) === true;
      if (!same) different.push(file);
    }
    expect(labels).toHaveLength(60);
    // Two signatures that only their words would tell; see docs/evaluation.md.
    expect(different).toEqual([
      'mailgun_talon/signature/emails/stripped/short_url_body',
      'mailgun_talon/signature/emails/stripped/sparse_body',
    ]);
  },
);
