import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { freePort } from '../../scripts/services/ports';

const program = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));

/** Null, or why tests against a real mail server are left out. */
export const dovecotMissing =
  program === undefined
    ? 'Dovecot is not installed (Debian: apt-get install dovecot-imapd dovecot-lmtpd)'
    : existsSync('/usr/lib/dovecot/lmtp') || existsSync('/usr/libexec/dovecot/lmtp')
      ? null
      : 'Dovecot is installed without LMTP (Debian: apt-get install dovecot-lmtpd)';

/** A real IMAP and LMTP server with every account that is asked for, all with the password `secret`. */
export interface Dovecot {
  imapPort: number;
  lmtpPort: number;
  /** Delivers mails to the inbox of an account. */
  deliver(account: string, ...mails: string[]): Promise<void>;
  /** Flags of the mails in a folder, as letters of Maildir: `S` seen, `F` flagged, `T` to be deleted. */
  flags(account: string, folder?: string): string[];
  /** Lets the server forget how it numbered the inbox: UIDVALIDITY is another from now on. */
  renumber(account: string): void;
  stop(): Promise<void>;
}

export interface DovecotOptions {
  /** Takes access tokens as well, and asks this address about them (RFC 7662 in the dialect of tokeninfo). */
  tokenInfoUrl?: string;
}

/** The user that the server works as: it refuses to serve mail as root. */
const nobody = { uid: 65_534, gid: 65_534 };

export async function startDovecot({ tokenInfoUrl }: DovecotOptions = {}): Promise<Dovecot> {
  const asRoot = process.getuid?.() === 0;
  const uid = asRoot ? nobody.uid : (process.getuid?.() ?? 0);
  const gid = asRoot ? nobody.gid : (process.getgid?.() ?? 0);
  const own = (path: string): string => {
    if (asRoot) chownSync(path, uid, gid);
    return path;
  };
  const directory = own(mkdtempSync(join(tmpdir(), 'dovecot-')));
  for (const name of ['run', 'state', 'mail']) {
    mkdirSync(join(directory, name));
    own(join(directory, name));
  }
  const [imapPort, lmtpPort] = [await freePort(), await freePort()];
  const user = nameOf('passwd', uid);
  const group = nameOf('group', gid);
  const tokens = `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${directory}/oauth2.conf
}
`;
  if (tokenInfoUrl !== undefined) {
    writeFileSync(
      join(directory, 'oauth2.conf'),
      `tokeninfo_url = ${tokenInfoUrl}\nusername_attribute = email\nactive_attribute = active\nactive_value = true\n`,
      { mode: 0o644 },
    );
  }
  writeFileSync(
    join(directory, 'dovecot.conf'),
    `base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login${tokenInfoUrl === undefined ? '' : ' xoauth2 oauthbearer'}
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${directory}/mail/%u
lmtp_add_received_header = no
namespace inbox {
  inbox = yes
  separator = /
}
${tokenInfoUrl === undefined ? '' : tokens}passdb {
  driver = static
  mechanisms = plain login
  args = password=secret
}
userdb {
  driver = static
  args = allow_all_users=yes uid=${uid} gid=${gid} home=${directory}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth-worker {
  user = ${user}
}
`,
    { mode: 0o644 },
  );
  const server = spawn(program ?? '', ['-F', '-c', join(directory, 'dovecot.conf')], {
    ...(asRoot && { uid, gid }),
    cwd: directory,
    stdio: 'ignore',
  });
  await untilReady(server, imapPort, join(directory, 'dovecot.log'));

  const folderOf = (account: string, folder = 'INBOX'): string =>
    join(directory, 'mail', account, folder === 'INBOX' ? '' : `.${folder}`);
  const filesIn = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);
  return {
    imapPort,
    lmtpPort,
    deliver: (account, ...mails) => deliverOver(lmtpPort, account, mails),
    flags: (account, folder) =>
      ['cur', 'new']
        .flatMap((part) => filesIn(join(folderOf(account, folder), part)))
        .map((name) => name.split(':2,')[1] ?? '')
        .sort(),
    renumber(account) {
      const path = folderOf(account);
      for (const name of filesIn(path).filter((file) => file.startsWith('dovecot.index'))) rmSync(join(path, name));
      const list = join(path, 'dovecot-uidlist');
      // The first line holds `V` and the UIDVALIDITY.
      const numbered = readFileSync(list, 'utf8').replace(/ V(\d+) /, (_, validity) => ` V${Number(validity) + 1} `);
      writeFileSync(list, numbered);
    },
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** As the system calls the user or group. */
function nameOf(table: 'passwd' | 'group', id: number): string {
  const line = readFileSync(`/etc/${table}`, 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(id));
  if (line === undefined) throw new Error(`There is no name for ${id} in /etc/${table}.`);
  return line.split(':')[0] ?? '';
}

async function untilReady(server: ChildProcess, port: number, log: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    if (server.exitCode !== null || attempt === 200) {
      throw new Error(`Dovecot did not start:\n${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
    }
    const socket = connect(port, '127.0.0.1');
    const answers = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (answers) return;
    await pause(50);
  }
}

async function deliverOver(port: number, account: string, mails: readonly string[]): Promise<void> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, lmtp: true, ignoreTLS: true });
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject);
    connection.connect(() => resolve());
  });
  try {
    for (const mail of mails) {
      await new Promise<void>((resolve, reject) => {
        connection.send({ from: 'customer@customer.example', to: [account] }, mail, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    }
  } finally {
    connection.close();
  }
}
