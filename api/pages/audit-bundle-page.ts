import { createHash } from 'node:crypto';
import { escapeHtml } from '../../adapters/mail/escape-html';
import { canonicalJson } from '../../contracts/canonical';
import type { AuditBundle } from '../audit-bundle';
import { spoken } from '../timeline-words';

/** The one style sheet. No fonts, pictures or scripts: the page says the same without any network, and on paper. */
const style = `
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1d21; background: #fff; margin: 0 auto; max-width: 68rem; padding: 1.5rem; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 2px solid #1f4b73; padding-bottom: .2rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
p, ol, ul { max-width: 48rem; } .lead { color: #4a525b; margin: 0 0 1rem; }
nav ul { columns: 3; padding-left: 1.2rem; margin: .5rem 0; } a { color: #1f4b73; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: 0; } dt { color: #4a525b; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; } caption { text-align: left; color: #4a525b; padding: 0 0 .3rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid #d4d9de; }
thead th { border-bottom: 2px solid #8a949e; } td.n, th.n { text-align: right; padding-right: 1rem; white-space: nowrap; }
time { font-variant-numeric: tabular-nums; } time span { white-space: nowrap; }
code, .hash { font: 12px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
.words { white-space: pre-wrap; overflow-wrap: anywhere; } .none { color: #4a525b; }
.erased { font-style: italic; color: #7a2e12; } .auto { color: #4a525b; }
.row { border-left: 3px solid #d4d9de; padding: .1rem 0 .1rem .8rem; margin: 0 0 .9rem; break-inside: avoid; } .row p { margin: .1rem 0; max-width: none; } .row h3 { margin: 0 0 .2rem; }
@page { margin: 16mm 14mm; }
@media print { body { font-size: 11px; max-width: none; padding: 0; } nav { display: none; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; text-decoration: none; } code, .hash { font-size: 9px; } }
@media (max-width: 40rem) { nav ul { columns: 1; } dl { grid-template-columns: 1fr; } }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing is fetched and nothing runs, whatever somebody has written into a case. */
export const auditBundlePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The bundle as a page to read, print and keep; the JSON that it was made from lies within it. */
export function auditBundlePage(bundle: AuditBundle): string {
  const title = `Audit bundle of ${bundle.reference}`;
  const contents = sections.map(({ id, heading }) => `<li><a href="#${id}">${heading}</a></li>`).join('');
  const body = sections.map(({ id, heading, write }) => section(id, heading, write(bundle))).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(auditBundlePolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="lead">Made ${instant(bundle.made_at)} by ${escapeHtml(bundle.made_by.id)}. Digest <span class="hash">${bundle.digest}</span></p>
<nav aria-label="Contents"><ul>${contents}</ul></nav>
</header>
<main>
${body}
</main>
<script type="application/json" id="bundle">${JSON.stringify(bundle).replaceAll('<', '\\u003c')}</script>
</body>
</html>
`;
}

const section = (id: string, heading: string, content: string): string =>
  `<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>\n${content}</section>`;

// --- pieces ---

type Cell = { html: string; class?: string };

const say = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === '' ? '<span class="none">–</span>' : escapeHtml(String(value));
/** Milliseconds only where there are any, the offset always; it breaks between day and time and nowhere else. */
function instant(at: string | null): string {
  if (at === null) return say(null);
  const [day = '', time = ''] = at.replace(/\.000(?=Z|[+-])/, '').split('T');
  return `<time datetime="${escapeHtml(at)}"><span>${escapeHtml(day)}</span> <span>${escapeHtml(time.replace('Z', ' UTC'))}</span></time>`;
}
const words = (content: string | null): string =>
  content === null ? '<span class="erased">erased</span>' : `<span class="words">${escapeHtml(content)}</span>`;
const hash = (value: string): string => `<span class="hash">${escapeHtml(value)}</span>`;
const code = (value: unknown): string => `<code>${escapeHtml(canonicalJson(value))}</code>`;
const listed = (values: readonly string[]): string => say(values.map(spoken).join(', '));
const money = (given: { value: string; currency: string }): string => escapeHtml(`${given.value} ${given.currency}`);
const text = (html: string): Cell => ({ html });
const time = (at: string | null): Cell => text(instant(at));
const number = (value: number): Cell => ({ html: String(value), class: 'n' });

const facts = (rows: readonly (readonly [string, string])[]): string =>
  `<dl>${rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${value}</dd>`).join('')}</dl>\n`;

function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return `<p class="none">${escapeHtml(caption)}: none.</p>\n`;
  const attribute = (cell: Cell | undefined) => (cell?.class === undefined ? '' : ` class="${cell.class}"`);
  const head = heads.map((name, column) => {
    const figures = rows[0]?.[column]?.class === 'n' ? ' class="n"' : '';
    return `<th scope="col"${figures}>${escapeHtml(name)}</th>`;
  });
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td${attribute(cell)}>${cell.html}</td>`).join('')}</tr>`);
  return (
    `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head.join('')}</tr></thead>` +
    `<tbody>${body.join('\n')}</tbody></table>\n`
  );
}

// --- sections ---

function writeCase({ case: about, policies, head }: AuditBundle): string {
  const policy = policies.find(({ version }) => version === about.policy_version);
  const { resolution, closure, customer, requester, assignee, erased = [] } = about;
  return facts([
    ['Subject', erased.includes('subject') ? words(null) : words(about.subject ?? '')],
    ['Body', erased.includes('body') ? words(null) : words(about.body ?? '')],
    ['Status', escapeHtml(spoken(about.status))],
    ['Category and urgency', say(`${spoken(about.category ?? '')}, ${about.urgency ?? ''}`)],
    ['Received', `${instant(about.received_at)} by ${escapeHtml(about.channel)}, ${escapeHtml(about.legal_entity)}`],
    ['Customer', customer ? escapeHtml(`${customer.name ?? ''} (${customer.id})`) : say(null)],
    [
      'Identified',
      say(about.identification && `${about.identification.level}, ${spoken(about.identification.method)}`),
    ],
    [
      'Requester',
      erased.includes('requester')
        ? words(null)
        : requester
          ? escapeHtml([requester.name, requester.email].filter(Boolean).join(', '))
          : say(null),
    ],
    ['Filed by', say(about.filed_by)],
    ['Team and owner', say([spoken(about.team ?? ''), assignee?.name].filter(Boolean).join(', '))],
    ['Due', instant(about.due_at)],
    [
      'Resolution',
      resolution
        ? `${escapeHtml(`${spoken(resolution.outcome)}: ${resolution.root_cause ?? ''}`)}, ${instant(resolution.resolved_at)}`
        : say(null),
    ],
    ['Closed', closure ? `${escapeHtml(spoken(closure.how))}, ${instant(closure.closed_at)}` : say(null)],
    [
      'Disputes',
      say(
        (about.disputes ?? [])
          .map(
            ({ invoice, disputed, credited, settled }) =>
              `${invoice}: ${disputed.value} ${disputed.currency}, credited ${credited.value}${settled ? ', settled' : ''}`,
          )
          .join('; '),
      ),
    ],
    ['Policy', `version ${say(about.policy_version)}, ${hash(policy?.hash ?? '')}`],
    ['Head of its journal', `row ${head.sequence}, ${hash(head.hash)}`],
  ]);
}

const writeClocks = ({ case: about }: AuditBundle): string =>
  table(
    'Service-level clocks as they stood when this was made',
    ['Clock', 'Condition', 'Counted on', 'Target', 'Started', 'Due', 'Breached', 'Stopped'],
    about.clocks.map((clock) => [
      text(escapeHtml(spoken(clock.name))),
      text(escapeHtml(clock.condition)),
      text(escapeHtml(`${clock.calendar} (${clock.zone})`)),
      text(escapeHtml(`${clock.target_seconds / 3_600} h`)),
      time(clock.started_at),
      time(clock.due_at),
      time(clock.breached_at),
      time(clock.stopped_at),
    ]),
  );

function writePeople({ people }: AuditBundle): string {
  const changes = people.flatMap(({ id, changes: own }) => own.map((change) => ({ id, ...change })));
  return (
    table(
      'Everybody of ours whom the journal names, as recorded when this was made',
      ['Person', 'Login', 'Titles', 'Roles', 'Duties', 'Teams'],
      people.map(({ id, name, person, titles, roles, duties, teams, active }) => [
        text(escapeHtml(name)),
        text(escapeHtml(`${id}${person === id ? '' : ` (is ${person})`}${active ? '' : ', left'}`)),
        text(listed(titles)),
        text(listed(roles)),
        text(listed(duties)),
        text(listed(teams)),
      ]),
    ) +
    table(
      'What was changed of them since the inquiry was received',
      ['When', 'Whose record', 'What', 'By', 'Before', 'After'],
      changes.map(({ id, occurred_at, kind, by, before, after }) => [
        time(occurred_at),
        text(escapeHtml(id)),
        text(escapeHtml(spoken(kind))),
        text(escapeHtml(by.id)),
        text(code(before)),
        text(code(after)),
      ]),
    )
  );
}

function actorOf({
  kind,
  id,
  name,
  on_behalf_of: represented,
  impersonated_by: admin,
}: AuditBundle['timeline'][number]['actor']): string {
  const who =
    kind === 'person' ? (name ?? id) : kind === 'policy' || kind === 'timer' ? `the desk (${kind})` : `${kind} ${id}`;
  return escapeHtml(
    `${who}${represented ? `, on behalf of ${represented}` : ''}${admin ? `, in a session of ${admin}` : ''}`,
  );
}

const writeTimeline = ({ timeline, texts }: AuditBundle): string =>
  table(
    'Every row of the journal in words',
    ['Row', 'When', 'What', 'Who', 'Automatic', 'Policy'],
    timeline.map((entry) => [
      number(entry.sequence),
      time(entry.occurred_at),
      text(
        escapeHtml(entry.words) +
          Object.entries(entry.texts)
            .filter(() => entry.type !== 'inquiry_received')
            .map(([field, id]) => {
              const found = texts.find((each) => each.id === id);
              return found ? `<br>${escapeHtml(spoken(field))}: ${words(found.content)}` : '';
            })
            .join(''),
      ),
      text(actorOf(entry.actor)),
      text(entry.automatic ? '<span class="auto">automatic</span>' : 'no'),
      text(escapeHtml(entry.policy_version)),
    ]),
  );

function writeProposals({ proposals, texts }: AuditBundle): string {
  if (proposals.length === 0) return '<p class="none">None.</p>';
  return proposals
    .map(
      ({ id, status, versions, decisions }) =>
        `<h3>${escapeHtml(id)}: ${escapeHtml(spoken(status))}</h3>\n` +
        versions.map((version) => writeVersion(version, texts)).join('') +
        table(
          'Decisions',
          ['Row', 'When', 'Version', 'Stage', 'Decision', 'By', 'Reason', 'Content hash decided on'],
          decisions.map((decision) => [
            number(decision.sequence),
            time(decision.decided_at),
            number(decision.version),
            number(decision.stage + 1),
            text(escapeHtml(decision.decision)),
            text(escapeHtml(`${decision.decider}${decision.on_behalf_of ? ` for ${decision.on_behalf_of}` : ''}`)),
            text(decision.reason ? words(decision.reason.content) : say(null)),
            text(hash(decision.content_hash)),
          ]),
        ),
    )
    .join('');
}

function writeVersion(
  version: AuditBundle['proposals'][number]['versions'][number],
  texts: AuditBundle['texts'],
): string {
  const { content } = version.hash_covers as { content: { explanation: { id: string } } };
  const explanation = texts.find(({ id }) => id === content.explanation.id);
  const stages = version.stages as { title: string; quorum: number }[];
  const { amount, counted } = version.threshold as Record<string, { value: string; currency: string }>;
  return (
    '<div class="row">' +
    facts([
      ['Version', `${version.version}, row ${version.sequence}, ${instant(version.made_at)}`],
      ['Prepared by', escapeHtml(`${version.preparer}${version.on_behalf_of ? ` for ${version.on_behalf_of}` : ''}`)],
      ['Stages', say(stages.map(({ title, quorum }) => `${quorum} × ${spoken(title)}`).join(', then '))],
      [
        'Held against the thresholds',
        amount && counted ? `${money(amount)}; with what counts beside it ${money(counted)}` : say(null),
      ],
      ['Expires', instant(version.expires_at)],
      ['Explanation', words(explanation?.content ?? null)],
      ['The hash covers', code(version.hash_covers)],
      ['Content hash', hash(version.content_hash)],
    ]) +
    '</div>'
  );
}

const writeMessages = ({ messages }: AuditBundle): string =>
  table(
    'In and out, with how far each got',
    ['When', 'Direction', 'Purpose', 'To', 'Status', 'History', 'Words'],
    messages.map((message) => [
      time(message.created_at),
      text(escapeHtml(message.direction)),
      text(escapeHtml(spoken(message.purpose))),
      text(
        say(
          Object.entries((message.recipient ?? {}) as Record<string, string>)
            .map((entry) => entry.join(' '))
            .join(),
        ),
      ),
      text(escapeHtml(message.status)),
      text(
        (message.history as { status: string; at: string; machine?: boolean }[])
          .map(({ status, at, machine }) => `${escapeHtml(status)}${machine ? ' (by a machine)' : ''} ${instant(at)}`)
          .join('<br>') || say(null),
      ),
      text(message.text === null ? say(null) : words(message.text.content)),
    ]),
  );

const writeLinks = ({ links, alerts }: AuditBundle): string =>
  table(
    'What the case is linked to',
    ['Kind', 'Id'],
    links.map(({ kind, id }) => [text(escapeHtml(kind)), text(escapeHtml(id))]),
  ) +
  table(
    'Alerts to people and teams',
    ['Row', 'When', 'What', 'Team', 'Person'],
    alerts.map(({ sequence, created_at, kind, team, person }) => [
      number(sequence),
      time(created_at),
      text(escapeHtml(spoken(kind))),
      text(say(team)),
      text(say(person)),
    ]),
  );

const writePolicies = ({ policies }: AuditBundle): string =>
  table(
    'Versions that rows of the journal were decided under; their content is in the JSON of this document',
    ['Version', 'Author', 'Published by', 'When', 'Why', 'Hash'],
    policies.map((policy) => [
      text(escapeHtml(policy.version)),
      text(escapeHtml(policy.author)),
      text(escapeHtml(policy.published_by)),
      time(policy.published_at),
      text(escapeHtml(policy.reason)),
      text(hash(policy.hash)),
    ]),
  );

const writeTexts = ({ texts }: AuditBundle): string =>
  texts
    .map(
      ({ id, hash: digest, salt, content, stored_at, erased_at }) =>
        `<div class="row"><p>${hash(id)}, stored ${instant(stored_at)}${erased_at ? `, erased ${instant(erased_at)}` : ''}</p>` +
        `<p>${words(content)}</p><p>Salt ${salt === null ? words(null) : hash(salt)}</p><p>Hash ${hash(digest)}</p></div>`,
    )
    .join('\n') || '<p class="none">None.</p>';

const writeErasures = ({ erasures, legal_holds: holds }: AuditBundle): string =>
  table(
    'Erasures that concern texts of this case',
    ['When', 'Subject', 'By', 'Basis', 'Reason', 'Texts'],
    erasures.map((erasure) => [
      time(erasure.erased_at),
      text(escapeHtml(`${erasure.subject.kind} ${erasure.subject.id}`)),
      text(escapeHtml(erasure.by.id)),
      text(escapeHtml(erasure.basis)),
      text(escapeHtml(erasure.reason)),
      number(erasure.counts.texts),
    ]),
  ) +
  table(
    'Legal holds on the case or its customer',
    ['Placed', 'Subject', 'By', 'Reason', 'Released', 'Why'],
    holds.map((hold) => [
      time(hold.placed_at),
      text(escapeHtml(`${hold.subject.kind} ${hold.subject.id}`)),
      text(escapeHtml(hold.placed_by)),
      text(escapeHtml(hold.reason)),
      time(hold.released_at),
      text(say(hold.release_reason)),
    ]),
  );

const writeJournal = ({ journal }: AuditBundle): string =>
  journal
    .map(
      ({ sequence, previous_hash: previous, hash: own, hashed }) =>
        `<div class="row"><h3>Row ${sequence}</h3><p>Hashed text ${code(hashed)}</p>` +
        `<p>Previous ${hash(previous)}</p><p>Hash ${hash(own)}</p></div>`,
    )
    .join('\n') || '<p class="none">The case has no row yet.</p>';

const writeVerification = ({ verification }: AuditBundle): string =>
  `<ol>${verification.map((step) => `<li>${escapeHtml(step)}</li>`).join('')}</ol>`;

const sections: { id: string; heading: string; write: (bundle: AuditBundle) => string }[] = [
  { id: 'case', heading: 'The case', write: writeCase },
  { id: 'clocks', heading: 'Clocks', write: writeClocks },
  { id: 'people', heading: 'People', write: writePeople },
  { id: 'timeline', heading: 'Timeline', write: writeTimeline },
  { id: 'proposals', heading: 'Proposals and decisions', write: writeProposals },
  { id: 'messages', heading: 'Messages', write: writeMessages },
  { id: 'links', heading: 'Links and alerts', write: writeLinks },
  { id: 'policies', heading: 'Policies', write: writePolicies },
  { id: 'texts', heading: 'Texts', write: writeTexts },
  { id: 'erasures', heading: 'Erasures and legal holds', write: writeErasures },
  { id: 'journal', heading: 'Journal', write: writeJournal },
  { id: 'verification', heading: 'How to verify', write: writeVerification },
];
