import { signLink, verifyLink } from '../../../../adapters/mail/links';

const secret = 'a secret of at least thirty-two characters';
const message = 'follow-up.C-100.reminder-first.2026-03-06';
const now = '2026-03-06T09:00:00.000Z';
const later = '2026-04-06T09:00:00.000Z';

describe('signed links', () => {
  const token = signLink(secret, 'acknowledge', message, later);

  it('give back the message they were signed for, and fit into a path', () => {
    expect(verifyLink(secret, 'acknowledge', token, now)).toBe(message);
    expect(encodeURIComponent(token)).toBe(token);
  });

  it('serve one purpose only', () => {
    expect(verifyLink(secret, 'open', token, now)).toBeNull();
  });

  it('end at their expiry', () => {
    expect(verifyLink(secret, 'acknowledge', token, '2026-04-06T08:59:59.999Z')).toBe(message);
    expect(verifyLink(secret, 'acknowledge', token, later)).toBeNull();
  });

  it('are of one desk only', () => {
    expect(verifyLink('another secret of thirty-two characters.', 'acknowledge', token, now)).toBeNull();
  });

  it('are refused after any change of any character', () => {
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', 'B', '_', '.']) {
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        if (changed !== token) expect(verifyLink(secret, 'acknowledge', changed, now)).toBeNull();
      }
    }
  });

  it.each(['', '.', '..', 'x', `${token}.x`, `${token}=`, token.slice(0, -1), 'a'.repeat(5000)])(
    'refuse %p',
    (other) => {
      expect(verifyLink(secret, 'acknowledge', other, now)).toBeNull();
    },
  );
});
