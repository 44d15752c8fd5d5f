import { htmlToText, nameLinkTargets } from '../../../../../adapters/mail/receive/html-text';
import { sanitiseHtml } from '../../../../../adapters/mail/receive/sanitise-html';

const clean = (html: string): string => sanitiseHtml(html)?.html ?? 'not shown';
const blocked = (html: string): number | undefined => sanitiseHtml(html)?.blocked;

describe('HTML of a stranger is shown without what could act', () => {
  test.each([
    ['<p onclick="alert(1)" style="position:fixed" id="x" class="y">Hello</p>', '<p>Hello</p>'],
    ['<script>alert(1)</script><p>Hello</p>', '<p>Hello</p>'],
    ['<p>Hello<style>p { color: red }</style></p>', '<p>Hello</p>'],
    ['<form action="https://evil.example"><input name="password">Sign in</form>', 'Sign in'],
    ['<iframe src="https://evil.example"></iframe><object data="x"></object>Hello', 'Hello'],
    ['<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow" target="_blank">x</a>'],
    ['<a href="jAvA\tscript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow" target="_blank">x</a>'],
    ['<a href="data:text/html,x">x</a>', '<a rel="noopener noreferrer nofollow" target="_blank">x</a>'],
    ['<a href="//evil.example">x</a>', '<a rel="noopener noreferrer nofollow" target="_blank">x</a>'],
    ['<img src="javascript:alert(1)" onerror="alert(1)" alt="logo">', '<img alt="logo" />'],
    ['<svg><script>alert(1)</script></svg><math><mi>x</mi></math>Hello', 'Hello'],
    ['<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="//evil.example">Hello', 'Hello'],
    ['<!--[if mso]><p>Hello</p><![endif]--><p>there</p>', '<p>there</p>'],
    ['<p title="</p><script>alert(1)</script>">Hello</p>', '<p>Hello</p>'],
    ['<img src="cid:logo@seller.example" alt="logo">', '<img src="cid:logo@seller.example" alt="logo" />'],
    ['<img src="data:image/svg+xml;base64,PHN2Zz4=">', '<img />'],
    ['<img src="data:image/png;base64,iVBORw0K">', '<img src="data:image/png;base64,iVBORw0K" />'],
  ])('%s', (html, shown) => {
    expect(clean(html)).toBe(shown);
  });
});

test('remote content is not loaded, and counted', () => {
  expect(clean('<img src="https://seller.example/pixel.gif" alt="Seller">')).toBe('<img alt="Seller" />');
  expect(
    blocked(`
      <link rel="stylesheet" href="https://a.example/a.css">
      <body background="http://a.example/b.png">
      <img src="https://a.example/pixel.gif"><img src="//a.example/p.gif"><img srcset="https://a.example/2x.png 2x">
      <p style="background: url('https://a.example/c.png')">Hello</p>
      <video poster="https://a.example/d.png"></video>
      <img src="cid:logo"><img src="data:image/png;base64,AAAA"><a href="https://a.example">a link is no content</a>`),
  ).toBe(7);
});

test('words that a mail hides are not shown, not even as text', () => {
  const html =
    '<div style="display: none">Preview <b>of it</b></div><p style="FONT-SIZE:0px">x</p><p hidden>y<img></p><p>Hello</p>';
  expect(clean(html)).toBe('<p>Hello</p>');
  expect(clean('<p style="font-size:0.9em;opacity:0.8;max-height:01px">Hello</p>')).toBe('<p>Hello</p>');
});

test('what is nested or long beyond reason is not shown as HTML', () => {
  expect(sanitiseHtml('<b>'.repeat(5_000))).toBeNull();
  expect(sanitiseHtml('<b></x>'.repeat(5_000))).toBeNull();
  expect(sanitiseHtml('x'.repeat(1_000_000))).toBeNull();
  expect(sanitiseHtml('<p>'.repeat(60_000))).toBeNull();
  expect(sanitiseHtml('<p>'.repeat(5_000))).not.toBeNull();
  expect(sanitiseHtml('<font><p>x</p></font>'.repeat(5_000))).not.toBeNull();
});

test('a link says where it leads, unless its words are that place', () => {
  const named = (html: string): string => htmlToText(nameLinkTargets(clean(html)));
  expect(named('<a href="https://evil.example/pay">https://bank.example/pay</a>')).toBe(
    'https://bank.example/pay [evil.example]',
  );
  expect(named('<a href="https://bank.example@evil.example/">bank.example</a>')).toBe('bank.example [evil.example]');
  expect(named('<a href="https://bank.example/pay?a=1&amp;b=2">bank.example</a>')).toBe('bank.example');
  expect(named('<a href="https://bank.example/pay"><b>Pay</b> now</a>')).toBe('Pay now [bank.example]');
  expect(named('<a href="mailto:thief@evil.example">billing@bank.example</a>')).toBe(
    'billing@bank.example [thief@evil.example]',
  );
  expect(named('<a href="mailto:billing@bank.example">billing@bank.example</a>')).toBe('billing@bank.example');
});

describe('Text is made from HTML as a reader sees it', () => {
  test.each([
    ['<div>Dear team,</div><div><br></div><div>we paid.</div>', 'Dear team,\n\nwe paid.'],
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['<p>a&nbsp;&lt;b&gt; &amp; &quot;c&quot; &euro; &#252;</p>', 'a\u00a0<b> & "c" € ü'],
    ['<ul><li>INV-1</li><li>INV-2</li></ul>', '- INV-1\n- INV-2'],
    [
      '<table><tr><td>INV-1</td><td>7,800.00</td></tr><tr><td>INV-2</td><td>5.00</td></tr></table>',
      'INV-1 7,800.00\nINV-2 5.00',
    ],
    ['<pre>  a\n  b</pre>', 'a\n  b'],
    [
      'Hello<blockquote>one<br>two<blockquote>three</blockquote></blockquote>bye',
      'Hello\n\n> one\n> two\n>\n> > three\n\nbye',
    ],
    ['<p>line\n   broken\tby the program</p>', 'line broken by the program'],
    ['<img src="cid:a" alt="Seller Ltd">', 'Seller Ltd'],
  ])('%s', (html, text) => {
    expect(htmlToText(clean(html))).toBe(text);
  });
});
