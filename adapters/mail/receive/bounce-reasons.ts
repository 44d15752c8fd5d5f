import { isAboutAddress, type BounceReason } from '../../../contracts/vocabulary';

/** Why one recipient was not reached, and whether the address is to blame. */
export interface Reason {
  reason: BounceReason;
  kind: 'hard' | 'soft';
}

/**
 * Words of servers that leave no doubt, in the order in which they are looked for: what names a cause comes before what
 * follows from it (a refusal by a blocklist often ends in "user unknown", a full mailbox in "message rejected").
 */
const plainWords: readonly (readonly [BounceReason, readonly RegExp[]])[] = [
  [
    'mailbox_full',
    [
      /(?:mail ?box|mail ?folder|mail ?drop|inbox)\b.{0,40}\bfull\b/i,
      /\b(?:user|recipient|account|mail ?box)\b.{0,60}(?:quota exceeded|exceed\w* .{0,30}quota|out of (?:storage|space))/i,
      /over ?quota|quota (?:has been |is )?(?:exceed|full|reached|violation)|insufficient (?:disk|mailbox|storage) (?:space|quota)/i,
      /exceed\w*.{0,40}\b(?:mailbox|storage|quota|disk)\b|(?:mailbox|storage|disk|allocation)\b.{0,60}\bexceed/i,
      /mailbox.{0,40}size limit|not enough (?:storage|disk|space)/i,
      /postfach .{0,40}voll|boîte .{0,40}pleine|bu[sz][oó]n .{0,40}lleno|casella .{0,40}piena|メールボックス.{0,20}(?:一杯|いっぱい|容量)|ящик.{0,40}переполнен/i,
    ],
  ],
  [
    'too_big',
    [
      /(?:message|mail|size|content|attachment)s?\b.{0,60}(?:too (?:large|big)|(?:size|message) too long|exceed\w*.{0,40}(?:limit|max|size|value)|size limit)/i,
      /(?:larger|bigger|greater) than .{0,60}(?:limit|maximum|allow|accept)|too big|maximum (?:message )?size/i,
      /nachricht .{0,40}zu gro(?:ß|ss)|message trop volumineux|mensaje demasiado grande/i,
    ],
  ],
  [
    'authentication_failed',
    [
      /\bdmarc\b|\bspf\b|\bdkim\b|sender policy framework|sender ?id\b.{0,40}fail|mismatch\w* client ip/i,
      /authentication (?:checks?|information|results?).{0,60}(?:fail|required)|(?:fail\w*|pass) (?:sender )?authentication/i,
      /(?:mail|message|sender|domain)s?\b.{0,40}(?:not|un)[ -]?authenticated|unauthenticated (?:e-?mail|senders?|domains?)/i,
    ],
  ],
  [
    'rate_limited',
    [
      /rate[ -]?limit|throttl|frequency limited|(?:hourly|daily|sending|message) (?:quota|limit)|unexpected volume/i,
      /too many (?:e-?mails|mails|messages|connections|concurrent|sessions|recipients)|sending too (?:fast|many|much)/i,
      /exceeded .{0,40}(?:\brate\b|per (?:hour|day|minute))|(?:unusual(?:ly high)?|excessive) .{0,20}(?:rate|volume|amount|traffic|connections)/i,
    ],
  ],
  [
    'sender_blocked',
    [
      /(?:black|block|deny)[ -]?lis?t|\bd?ns[rb]?bl\b|\brbl\b|spamhaus|spamcop|\bsorbs\b|cloudmark|senderbase|uceprotect|reputation/i,
      /reverse[ -]?dns|\brdns\b|\bptr\b|reverse (?:lookup|mapping|resolution)|invalid ip/i,
      /\bip\b.{0,80}(?:block|refus|reject|denied|banned|forbidden|not (?:allowed|permitted|accept|authori))|(?:block|refus|reject|ban)\w* .{0,60}\bip\b/i,
      /(?:client|sending|your|host)\b.{0,20}\b(?:host|network|server|mta|name)\b.{0,60}(?:block|refus|reject|denied|banned|forbidden|not (?:allowed|permitted))/i,
      /(?:host|client) (?:host|network)?.{0,60}(?:rejected|not allowed)|my name was rejected/i,
      /sender(?:'s)?(?: e-?mail)?(?: address| domain)?\b.{0,60}(?:reject|block|refus|denied|not allowed|not accept|does ?n[o']t (?:exist|resolve)|not found|invalid|unknown)/i,
      /(?:invalid|bad|unknown|unresolvable|blocked|banned) (?:sender|return|envelope from)|domain of sender|mail from .{0,60}(?:reject|denied|not exist|not allowed)/i,
    ],
  ],
  [
    'rejected_as_spam',
    [/\bspam|\bube\b|\buce\b|unsolicited|bulk (?:e-?mail|mail)|junk mail|looks like (?:advert|junk)/i],
  ],
  [
    'content_rejected',
    [
      /virus|malware|trojan|infected|phish/i,
      /(?:attachment|content|file|extension|header)s?\b.{0,40}(?:not allowed|not accept|blocked|reject|prohibit|forbidden|banned|filter|restrict)/i,
      /(?:banned|blocked|prohibited|forbidden) (?:content|attachment|file|word)|rejected .{0,30}content|content presents a potential/i,
    ],
  ],
  [
    'relay_denied',
    [
      /relay(?:ing)?\b.{0,40}(?:denied|not (?:permitted|allowed|accept)|prohibit|disallow|forbid|refus|reject|block)|relay access/i,
      /(?:unable|not (?:allowed|permitted)|cannot|can't|refus\w+|do(?:es)? not) (?:to )?relay|no relaying|allowed rcpthosts|open relay/i,
    ],
  ],
  [
    'takes_no_mail',
    [
      /null ?mx|no smtp service|(?:does ?n['o]t|do(?:es)? not|not|never) (?:accept|receiv)(?:e|s|ing)? (?:any |e-?|smtp )*mail\b(?!s? from)/i,
    ],
  ],
  ['host_unreachable', [/not found.{0,80}try again|(?:temporary|temporarily).{0,40}(?:resolv|lookup|name)/i]],
  [
    'host_unknown',
    [
      /host unknown|unknown host|host (?:or domain )?(?:name )?(?:was )?not found|nxdomain|name or service not known/i,
      /(?:domain|host)(?: name)?\b.{0,60}(?:not found|does ?n[o']t exist|could ?n[o']t be found|cannot be found|is unknown|is invalid|non-?exist)/i,
      /unroute?able (?:mail )?(?:domain|address)|bad destination system|no (?:such )?(?:domain|host)\b|(?:illegal|invalid|bad|unknown) (?:host|domain)/i,
      /(?:could|can)(?:n['o]t| ?not)? find (?:a|any) (?:mail exchanger|host|mx|gateway)|no mail exchanger|no (?:mx|a)(?: record)? found|no mx record/i,
      /(?:domaine?|serveur|h[oô]te) .{0,30}(?:inconnu|introuvable|nicht gefunden|existiert nicht)/i,
    ],
  ],
  [
    'mailbox_moved',
    [
      /no longer (?:on (?:this )?server|here|works|employed|with (?:us|the company))|no forwarding address|new (?:e-?mail )?address is/i,
      /(?:user|mailbox|recipient|account|address)\b.{0,20}\bha(?:s|ve) (?:moved|changed)/i,
    ],
  ],
  [
    'address_invalid',
    [
      /(?:address|mailbox|recipient)\b.{0,40}(?:syntax|malformed|incorrectly constructed|mis?formed)|malformed (?:address|recipient)/i,
      /syntax error in .{0,30}(?:address|recipient|mailbox|path)|bad (?:recipient )?address (?:syntax|format)|illegal (?:character|alias|address)/i,
    ],
  ],
  [
    'suspended',
    [
      /(?:account|mailbox|user|recipient|inbox)\b.{0,60}(?:disabled|inactive|suspended|deactivated|locked|frozen|discontinued|terminated|expired|not (?:been )?activ(?:e|ated)|closed)/i,
      /(?:disabled|inactive|suspended|deactivated|locked) .{0,20}(?:account|mailbox|user|recipient|address)/i,
    ],
  ],
  [
    'mailbox_unknown',
    [
      /(?:users?|recipients?|mail ?box|account|address|addressee|local part|alias|group|destination|name)\b.{0,80}(?:unknown|not? known|not found|wasn['’]?t found|could ?n['’o]?t be found|(?:does|did|do|may) ?n[o'’]?t exist|not exist|no such|not recogni[sz]ed)/i,
      /(?:user|recipient|mail ?box|account|address|addressee|local part|alias|name)s?\b.{0,80}(?:\binvalid|unavailable|not listed|not local|not available|not valid|possibly incorrect|not a (?:local|known|valid)|rejected: access denied)/i,
      /(?:unknown|invalid|no such|bad|non-?existent|illegal|undefined|unrecogni[sz]ed|incorrect|wrong|no valid) (?:or \w{1,20} |local |e-?mail |virtual |mail |destination |to )*(?:users?|recipients?|mail ?box|accounts?|address(?:ee|es)?|alias|name|person|local part)/i,
      /no mailbox here|no (?:such )?(?:users?|persons?|mailbox|recipients?|account)\b|does(?:n['’]?t| not) have an? .{0,80}account|address rejected\b(?!:)/i,
      /not (?:our|a) (?:customer|subscriber|user)|reci?p\w*notfound|nosuchuser|can(?:not|'t) find (?:user|recipient|mailbox)/i,
      /(?:empf(?:ä|ae)nger|benutzer|adresse|postfach).{0,40}(?:unbekannt|existiert nicht|ungültig|nicht gefunden)/i,
      /(?:destinataires?|utilisateur|adresse)\b.{0,60}(?:invalides?|inconnue?s?|inexistante?|introuvable)/i,
      /(?:usuario|destinatario|direcci[oó]n|buz[oó]n).{0,40}(?:desconocid|no existe|inv[aá]lid|no encontrad)/i,
      /(?:ユーザ|宛先|あて先|アドレス|ディレクトリ).{0,30}(?:見つか|存在し|不明|ありません)|(?:пользовател|получател|адрес)\S*.{0,40}(?:не найден|не существует|неизвестен)/i,
    ],
  ],
  [
    'loop',
    [
      /(?:mail|routing|forwarding|message)[ -]?loop|\bloop(?:s|ing)?\b.{0,20}(?:detect|back|found)|too many (?:hops|received|forward)|hop count/i,
    ],
  ],
  [
    'expired',
    [
      /(?:delivery|message|envelope|queue|retry|mail)\b.{0,30}\b(?:time )?expired|retry time(?:out)? (?:not reached|exceeded)|giving up after/i,
      /(?:not|cannot|unable).{0,30}(?:deliver\w*|sen[dt])\b.{0,30}(?:for|within|after) .{0,20}(?:seconds|hours?|days?|retries)/i,
      /in (?:the )?queue (?:too long|for)|aborted after|failed \d+ attempts/i,
    ],
  ],
  [
    'host_unreachable',
    [
      /connect(?:ion)?\b.{0,60}(?:timed? ?out|refused|reset|dropped|lost|closed|fail)|timed? ?out|lost connection|not accepting connections/i,
      /(?:network|host|destination|server|domain)\b.{0,20}(?:unreachable|not reachable|down\b|not respond|no answer)|no route to host|routing issue/i,
      /(?:could|can|did)(?: ?not|n't) (?:connect|establish)|unable to (?:connect|contact|establish)|able to establish|no (?:smtp )?connection/i,
      /lookup failure|name ?server.{0,40}(?:fail|time)|dns.{0,40}(?:fail|error|time)/i,
    ],
  ],
  [
    'system_problem',
    [
      /disk full|no space left|insufficient (?:system )?(?:storage|resources)|queue file|can(?:not|'t) (?:create|open|write)|i\/o error|read-only/i,
      /system (?:not accepting|is full|error|config|resource)|(?:local|server) (?:configuration|error in processing)|configuration error/i,
      /internal (?:server |software |system )?error|mailer error|pipe to|permission denied|temporary (?:local )?(?:problem|failure|error)|(?:server|system) (?:is )?(?:too )?(?:busy|overload)/i,
    ],
  ],
  [
    'protocol_error',
    [
      /(?:improper|bad|wrong) sequence|out of sequence|(?:need|expected) (?:rcpt|mail|helo|data)|unrecogni[sz]ed command|syntax error|protocol error/i,
      /(?:command|parameter|verb)s?\b.{0,30}(?:not (?:implemented|recognized|supported)|unrecogni|unknown)|8bitmime|smtputf8|bare (?:lf|line ?feed)|line (?:too long|limit|length)/i,
    ],
  ],
];

/** Words that say only that somebody did not want it; asked after the status code. */
const vagueWords: typeof plainWords = [
  [
    'policy',
    [
      /polic(?:y|ies)|not (?:allowed|permitted|authori[sz]ed|accepted)|prohibit|forbidden|(?:access )?denied|refused|rejected|restrict|unauthori[sz]ed|permission|blocked|does not like/i,
    ],
  ],
  ['system_problem', [/(?:service|server|system) (?:is |currently |temporarily )*(?:not available|unavailable)/i]],
];

/** RFC 3463 and its registry, and what the large providers have made of it; the class (4 or 5) left out. */
const statusReasons: Readonly<Record<string, BounceReason>> = {
  '1.1': 'mailbox_unknown',
  '1.2': 'host_unknown',
  '1.3': 'address_invalid',
  '1.4': 'mailbox_unknown',
  '1.5': 'mailbox_unknown',
  '1.6': 'mailbox_moved',
  '1.7': 'sender_blocked',
  '1.8': 'sender_blocked',
  '1.9': 'sender_blocked',
  '1.10': 'takes_no_mail',
  '2.1': 'suspended',
  '2.2': 'mailbox_full',
  '2.3': 'too_big',
  '2.4': 'system_problem',
  '3.0': 'system_problem',
  '3.1': 'system_problem',
  '3.2': 'system_problem',
  '3.3': 'protocol_error',
  '3.4': 'too_big',
  '3.5': 'system_problem',
  '4.0': 'host_unreachable',
  '4.1': 'host_unreachable',
  '4.2': 'host_unreachable',
  '4.3': 'host_unreachable',
  '4.4': 'host_unreachable',
  '4.5': 'rate_limited',
  '4.6': 'loop',
  '4.7': 'expired',
  '4.14': 'loop',
  '5.1': 'protocol_error',
  '5.2': 'protocol_error',
  '5.3': 'rate_limited',
  '5.4': 'protocol_error',
  '5.5': 'protocol_error',
  '6.0': 'content_rejected',
  '6.1': 'content_rejected',
  '6.2': 'content_rejected',
  '6.3': 'content_rejected',
  '7.0': 'policy',
  '7.1': 'policy',
  '7.2': 'policy',
  '7.7': 'content_rejected',
  '7.9': 'policy',
  '7.13': 'suspended',
  '7.17': 'mailbox_moved',
  '7.20': 'authentication_failed',
  '7.21': 'authentication_failed',
  '7.22': 'authentication_failed',
  '7.23': 'authentication_failed',
  '7.24': 'authentication_failed',
  '7.25': 'sender_blocked',
  '7.26': 'authentication_failed',
  '7.27': 'takes_no_mail',
  '7.28': 'rate_limited',
  '7.29': 'authentication_failed',
  '7.509': 'authentication_failed',
};

/** As much of the words as is looked at. */
const wordsLimit = 2_000;

/**
 * Why a recipient was not reached. Words of the refusing server come first, because many servers send codes that say
 * something else; then the status code, then vague words.
 *
 * @param words what the server said, addresses and links included
 * @param status enhanced status code, if one was given beside the words
 * @param action of the delivery report (RFC 3464, section 2.3.3), if there is one
 */
export function findReason(words: string, status: string | null, action: string | null): Reason {
  if (action === 'delayed') return { reason: 'delayed', kind: 'soft' };
  const plain = withoutNames(words);
  const codes = [...plain.matchAll(/\b[45]\.\d{1,3}\.\d{1,3}\b/g)].map(([code]) => code);
  if (status !== null) codes.push(status);
  const named =
    firstOf(plainWords, plain) ??
    codes.map((code) => reasonOfStatus(code)).find((found) => found !== undefined) ??
    firstOf(vagueWords, plain) ??
    'undetermined';
  const isUnsure = isAboutAddress(named) || named === 'undetermined';
  const reason = isUnsure && refusedSender.test(words) ? 'sender_blocked' : named;
  return { reason, kind: isHard(reason, plain, codes) ? 'hard' : 'soft' };
}

/** The server refused before it heard of the recipient: whatever is unknown or invalid then is ours. */
const refusedSender =
  /(?:after|in reply to) (?:MAIL FROM|HELO|EHLO|initial connection)|>>> ?MAIL FROM\S{0,300}(?: SIZE=\d+)?\s{0,8}<<< ?5/i;

const firstOf = (table: typeof plainWords, words: string): BounceReason | undefined =>
  table.find(([, patterns]) => patterns.some((pattern) => pattern.test(words)))?.[0];

/** A host that is not reached for good (class 5) has no address in the name service: its name is wrong. */
function reasonOfStatus(code: string): BounceReason | undefined {
  if (code === '5.4.4') return 'host_unknown';
  return statusReasons[code.slice(2)];
}

/**
 * Addresses and links hold words of their own: `spam@neko.example` is no spam. Amazon puts its own guess before the words
 * of the server (`5.1.0 - Unknown address error 550-'…`).
 */
const withoutNames = (words: string): string =>
  words
    .slice(0, wordsLimit)
    .replaceAll(/\b5\.\d\.\d - [\w ]{5,40} (?=[45]\d\d-')/g, '')
    .replaceAll(/https?:\/\/\S{1,500}/gi, ' ')
    .replaceAll(/[^\s<>()[\]"':;,]{1,64}@[^\s<>()[\]"':;,]{1,255}/g, '@')
    .replaceAll(/\s+/g, ' ');

/**
 * Reasons about the address are hard, unless the server only spoke for the moment (class 4, such as a directory that did
 * not answer). With no reason told, the class decides (RFC 3463, section 3.1): nothing was said for good, so soft.
 */
function isHard(reason: BounceReason, words: string, codes: readonly string[]): boolean {
  const replies = [...words.matchAll(/(?:^|[^\d.])([45])\d\d(?=[ -])/g)].map(([, digit]) => digit);
  const classes = [...codes.map((code) => code[0]), ...replies];
  const forGood = classes.includes('5') || (!classes.includes('4') && /permanent/i.test(words));
  if (reason === 'undetermined') return forGood;
  if (!isAboutAddress(reason)) return false;
  return forGood || reason === 'host_unknown' || reason === 'takes_no_mail' || !classes.includes('4');
}
