import type { KindOfMail } from './bounce';
import type { ReceivedMail } from './received-mail';
import { splitReport } from './report-text';
import { readSesNotification } from './ses-notification';

/**
 * What a mail is. What servers put into headers and parts decides; words decide only in company: a mail is a bounce by its
 * words when a mail system sent it, and an automatic reply by its words when subject and text both say so.
 *
 * Sources: RFC 3464 and 6522 (delivery reports), RFC 5965 and 6591 (feedback reports), RFC 8098 (receipts), RFC 3834 and the
 * headers that were in use before it, RFC 2919 and 2369 (lists). Never throws.
 */
export function tellKind(mail: ReceivedMail): KindOfMail {
  const complaint = complaintSigns(mail);
  if (complaint.length > 0) return { kind: 'abuse_report', because: complaint };
  const bounce = bounceSigns(mail);
  if (bounce.length > 0) return { kind: 'bounce', because: bounce };
  const list = listSigns(mail);
  if (list.length > 0) return { kind: 'list', because: list };
  const automatic = automaticSigns(mail);
  if (automatic.length > 0) return { kind: 'auto_reply', because: automatic };
  return { kind: 'ordinary', because: [] };
}

const header = (mail: ReceivedMail, name: string): string => (mail.headers.get(name) ?? []).join('\n').trim();
const textLimit = 16 * 1024;

function reportType(mail: ReceivedMail): string | null {
  const type = header(mail, 'content-type');
  if (!/^multipart\/report\b/i.test(type)) return null;
  return /report-type\s*=\s*"?([\w-]{1,60})/i.exec(type)?.[1]?.toLowerCase() ?? '';
}

function complaintSigns(mail: ReceivedMail): string[] {
  const signs: string[] = [];
  const report = mail.parts.find(({ type }) => type === 'message/feedback-report');
  if (report) {
    const feedback = /^feedback-type\s*:\s*([\w-]{1,40})/im.exec(
      report.content.subarray(0, textLimit).toString('utf8'),
    )?.[1];
    signs.push('feedback_report_part', ...(feedback === undefined ? [] : [`feedback_type:${feedback.toLowerCase()}`]));
  }
  if (reportType(mail) === 'feedback-report') signs.push('report_type:feedback-report');
  if (signs.length === 0 && isOutlookComplaint(mail)) signs.push('outlook_complaint');
  if (readSesNotification(mail.text)?.type === 'Complaint') signs.push('ses_notification:complaint');
  return signs;
}

/** Outlook.com reports complaints without a feedback report: subject, sender and a header in the returned mail tell. */
function isOutlookComplaint(mail: ReceivedMail): boolean {
  if (!/^\s*complaint about message from\b/i.test(mail.subject)) return false;
  return mail.parts.some(
    ({ type, content }) =>
      type === 'message/rfc822' &&
      /^x-hmxmroriginalrecipient\s*:/im.test(content.subarray(0, textLimit).toString('utf8')),
  );
}

/** What a report on a delivery says in its subject; in English and in the languages of the servers that we have met. */
const failureSubject =
  /undeliver(?:ed|able)|returned (?:mail|e-?mail|message)|delivery (?:status|failure|failed|has failed|report|notification|error|problem|incomplete|delayed|to .{0,60} failed)|(?:mail|message|e-?mail)(?: system)? (?:delivery )?(?:failed|failure|error|bounce)|failure (?:notice|notification)|(?:could not|cannot|not) be delivered|not delivered|non-?deliver|delivery has failed|bounce|(?:problem|trouble|error) (?:delivering|sending)|delayed \d+|warning: .{0,80}delay|message .{0,40}blocked|rejected(?: your)? (?:mail|message)|postmaster notify|errors from|unzustellbar|nicht zugestellt|zustell\w* ?(?:fehl|nicht)|zustellung.{0,40}fehl|(?:non[- ]?remi|non distribu)|[ée]chec (?:de|d['’])|(?:no (?:se )?(?:ha )?(?:pod|entreg)|mensaje devuelto|fallo (?:de|en) (?:la )?entrega)|mancat[ao] (?:recapito|consegna)|n[ãa]o (?:foi )?entreg|onbestelbaar|недостав|не доставлен|配信|配送|送信でき|送信エラー|エラーメール|エラー通知|メールシステム|退信|投递失败|无法投递/i;
const failureText =
  /(?:could|can|was|were|has|have)(?: ?not|n['’]t)(?: been| be)? (?:be )?(?:deliver|sent|reach)|(?:unable|failed|not able|wasn't able) to (?:deliver|send|reach)|undeliver(?:ed|able)|did not reach|delivery (?:to .{0,80} )?(?:has )?(?:failed|been delayed|status notification)|deliver\w* (?:failed|your message)|(?:permanent|fatal|temporary) (?:fatal )?(?:errors?|failure)|transcript of session|(?:following|these) (?:address\w*|recipients?).{0,80}(?:fail|error|problem|reject|not)|had (?:delivery|permanent|transient) |(?:message|mail|e-?mail) (?:was |has been |is )?(?:rejected|returned|bounced|blocked|delayed)|invalid (?:user )?address|did not receive|final-recipient\s*:|nicht zugestellt|konnte nicht|n['’]a pas pu [êe]tre|no (?:se )?(?:ha )?(?:podido|pudo)|не может быть доставлено|送信できません|送信に失敗|配信できません|見つからない|お届けできません|unzustellbar|non-?deliver|failure reasons/i;

const mailSystemName =
  /^(?:"?(?:mail(?:er)?[ ._-]?(?:daemon|delivery|administrator|system|subsystem)|internet mail delivery|postmaster|system administrator|.{0,30}\bNDR\b|.{0,30}delivery (?:sub)?system|.{0,30}postmaster))/i;
const mailSystemAddress =
  /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|post[-_.]?master|mdaemon|mail\.delivery\.system|bounces?)(?:[@+]|$)/i;

/** Two points each for who sent it and for what it says, one for what comes with it; four make a bounce. */
const enoughPoints = 4;

function bounceSigns(mail: ReceivedMail): string[] {
  const type = reportType(mail);
  const standard: string[] = [];
  if (type === 'delivery-status') standard.push('report_type:delivery-status');
  if (mail.parts.some((part) => /^message\/(?:global-)?delivery-status$/.test(part.type)))
    standard.push('delivery_status_part');
  const ses = readSesNotification(mail.text);
  if (ses) standard.push(`ses_notification:${ses.type.toLowerCase()}`);
  if (standard.length > 0) return standard;

  const { notification, original } = splitReport(mail.text.slice(0, textLimit));
  const from = [mail.from, mail.sender].flatMap((mailbox) => mailbox ?? []);
  const fromSystem =
    from.some(({ name, address }) => mailSystemAddress.test(address) || mailSystemName.test(name ?? '')) ||
    mailSystemName.test(header(mail, 'from'));
  const emptyPath = mail.returnPath === '' || /^<?mailer-?daemon\b/i.test(header(mail, 'return-path'));
  const signs: { sign: string; points: number; shown: boolean; of: 'sender' | 'words' | 'company' }[] = [
    { sign: 'empty_return_path', points: 2, shown: emptyPath, of: 'sender' },
    { sign: 'from_mail_system', points: 2, shown: fromSystem, of: 'sender' },
    { sign: 'failed_recipients_header', points: 3, shown: mail.headers.has('x-failed-recipients'), of: 'sender' },
    { sign: 'subject_tells_failure', points: 2, shown: failureSubject.test(mail.subject), of: 'words' },
    { sign: 'text_tells_failure', points: 2, shown: failureText.test(notification), of: 'words' },
    {
      sign: 'smtp_error',
      points: 1,
      shown: /\b[45]\d\d[ -](?:[45]\.\d|\D)|#[45]\.\d\.\d/.test(notification),
      of: 'words',
    },
    { sign: 'mail_returned', points: 1, shown: original !== '' || returnsMail(mail), of: 'company' },
  ];
  const shown = signs.filter((sign) => sign.shown);
  const points = shown.reduce((sum, sign) => sum + sign.points, 0);
  const both = shown.some(({ of }) => of === 'sender') && shown.some(({ of }) => of === 'words');
  return points >= enoughPoints && both ? shown.map(({ sign }) => sign) : [];
}

const returnsMail = (mail: ReceivedMail): boolean =>
  mail.parts.some(({ type }) => /^(?:message\/(?:rfc822|partial|global)|text\/rfc822)/.test(type));

function listSigns(mail: ReceivedMail): string[] {
  const signs = ['list-id', 'list-post', 'mailing-list', 'x-mailing-list', 'x-mailman-version', 'list-unsubscribe']
    .filter((name) => mail.headers.has(name))
    .map((name) => `header:${name}`);
  const precedence = /\b(list|bulk)\b/i.exec(header(mail, 'precedence'))?.[1]?.toLowerCase();
  if (precedence === 'list' || (precedence === 'bulk' && automaticSigns(mail).length === 0))
    signs.push(`precedence:${precedence}`);
  return signs;
}

/** Headers that only programs set that answer by themselves, from before RFC 3834 and beside it. */
const automaticHeaders = [
  'x-autoreply',
  'x-auto-reply',
  'x-autorespond',
  'x-autoresponder',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-autogenerated',
  'x-fc-machinegenerated',
  'x-vacation',
  'x-apple-action',
  'autosubmitted',
];

/** What programs put before the subject that they answer; nobody types it so. */
const machinePrefix =
  /^(?:automatic reply|auto(?:matic)?[- ]?repl(?:y|ied)|auto[- ]?response|autoresponder|automatische antwort|automatische? (?:antwoord|svar)|abwesenheitsnotiz|réponse automatique|respuesta autom[áa]tica|risposta automatica|resposta autom[áa]tica|automatiskt svar|automaattinen vastaus|out of (?:the )?office(?: auto-?reply)?|自動応答|自动答复|自动回复)\s*[:：]/i;
const awaySubject =
  /out of (?:the )?office|\booo\b|on vacation|on leave|away (?:from|until)|\bi am away|abwesen|nicht im b(?:ü|ue)ro|im urlaub|absence du bureau|absent|en cong[ée]s?|fuera de (?:la )?oficina|ausen(?:te|cia)|de vacaciones|fuori sede|fuori ufficio|vacation|auto-?reply|automatic reply|automatische antwort|réponse automatique|respuesta autom[áa]tica|不在|自動返信/i;
const awayText =
  /(?:i am|i'm|i will be|we are) (?:currently )?(?:out of|away|on (?:vacation|leave|holiday|annual)|absent|not in the office)|out of (?:the )?office|limited access to (?:my )?e-?mail|(?:this is an? )?automat(?:ic|ed|ically generated) (?:reply|response|message|e-?mail)|ich bin .{0,60}(?:nicht im b|abwesend|im urlaub|nicht erreichbar)|(?:nicht|wieder) im b(?:ü|ue)ro|je suis .{0,40}(?:absent|en cong)|absent[e]? (?:du|jusqu|de mon)|estoy .{0,40}(?:fuera|ausente|de vacaciones)|estar[ée] (?:fuera|ausente)|sono .{0,40}(?:assente|fuori)|不在|自動返信/i;

function automaticSigns(mail: ReceivedMail): string[] {
  const signs: string[] = [];
  // RFC 3834, section 5: any value but `no` says that no person wrote it.
  const withoutComments = header(mail, 'auto-submitted').replaceAll(/\([^()]{0,200}\)/g, ' ');
  const submitted = /[a-z-]{1,40}/i.exec(withoutComments)?.[0]?.toLowerCase();
  if (submitted !== undefined && submitted !== 'no') signs.push(`auto_submitted:${submitted}`);
  signs.push(...automaticHeaders.filter((name) => mail.headers.has(name)).map((name) => `header:${name}`));
  // MS-OXCMAIL: whoever forbids every automatic answer, or names them, is a program.
  if (/\b(?:all|autoreply|oof)\b/i.test(header(mail, 'x-auto-response-suppress')))
    signs.push('header:x-auto-response-suppress');
  if (/\b(?:auto_?reply|junk)\b/i.test(header(mail, 'precedence'))) signs.push('precedence');
  if (/auto_?reply/i.test(header(mail, 'preference'))) signs.push('preference');
  if (/^autoresponder$/im.test(header(mail, 'delivered-to'))) signs.push('delivered_to_autoresponder');
  if (reportType(mail) === 'disposition-notification') signs.push('report_type:disposition-notification');
  // RFC 7489, section 7.2.1.1: the subject of an aggregate report, which is for machines.
  if (/^report domain:.{1,200}submitter:.{1,200}report-id:/i.test(mail.subject)) signs.push('dmarc_report');
  if (mail.returnPath === '') signs.push('empty_return_path');
  if (signs.length > 0) return signs;
  const text = mail.visibleText.slice(0, textLimit);
  if (machinePrefix.test(mail.subject)) return ['subject_of_automatic_reply'];
  if (awaySubject.test(mail.subject) && awayText.test(text)) return ['subject_tells_absence', 'text_tells_absence'];
  return [];
}
