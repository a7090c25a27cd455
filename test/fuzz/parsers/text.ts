import {detectCompression} from '../../../src/base/lib/compression.js';
import {UsageError} from '../../../src/base/lib/usage-error.js';
import {decodeText} from '../../../src/base/text/decode-text.js';
import {sanitise, sanitiseLines, trusted} from '../../../src/base/text/safe-text.js';
import {safeLines, shellJoin, shellQuote} from '../../../src/base/text/shell-quote.js';
import {truncateError} from '../../../src/base/text/truncate-error.js';
import {truncate, truncateMiddle, widthOf} from '../../../src/base/text/width.js';
import {wrap} from '../../../src/base/text/wrap.js';
import {parseCommandLine} from '../../../src/cli/command-line.js';
import {proxyFor} from '../../../src/scan/run/proxy-choice.js';
import {parseFilter} from '../../../src/tui/pages/filter-terms.js';
import {ofBytes, ofText, type Parser} from '../parser.js';

const words = [
	'a long line of words that has to be cut somewhere',
	'ゼロ幅 \u{1f469}\u200d\u{1f467} e\u0301',
	'/usr/lib/x --flag "a b"',
];

/** What is typed, and what passes to a terminal, a shell or a file. */
export const textParsers: readonly Parser[] = [
	ofText('sanitise', words, text => [sanitise(text), sanitiseLines(text)]),
	ofText('wrapped-text', words, text => {
		const safe = sanitise(text);
		return [wrap(safe, 40), truncate(safe, 20), truncateMiddle(safe, 20), truncateError(safe, 40), widthOf(safe)];
	}),
	ofText('shell-words', words, text => [safeLines(shellJoin([text, '--x', text])).length, safeLines(shellQuote(text)).length]),
	ofText('filter', ['badge:priv !img:nginx "two words" sev:high', 'state:running'], text => parseFilter(text).terms.length, {
		tokens: ['!', '"', ':', 'badge:', 'sev:', ' '],
	}),
	ofText(
		'proxy-variables',
		['http://proxy.example:3128', 'socks5://x', 'user:p%40ss@proxy', '10.0.0.0/8,.example.org,*.x:443,[::1]'],
		text => {
			const found = proxyFor(new URL('https://api.example.org'), {https_proxy: text});
			return [found === null, proxyFor(new URL('https://10.1.2.3'), {https_proxy: 'http://p', no_proxy: text}) === null];
		},
		{throws: [TypeError], tokens: ['://', '/8', '/33', ',', '*', '.', ':443', '[::1]', '%zz']},
	),
	ofText(
		'command-line',
		[
			'audit --format json --fail-on high web',
			'harden web --rehearse',
			'-H unix:///x --context a --context b',
			'scan nginx --scanner trivy',
		],
		text => {
			const {targets} = parseCommandLine(text.split(' '));
			return targets.length;
		},
		{throws: [UsageError], tokens: ['--', '-', '=', '--format=', ' ', '-H', '--__proto__', '--help', 'constructor', '--fail-on']},
	),
	ofBytes(
		'file-encoding',
		[Buffer.from('{"a": "é"}'), Buffer.from('\ufeff{"a": 1}', 'utf16le'), Buffer.from([0xfe, 0xff, 0, 0x7b, 0, 0x7d])],
		bytes => [decodeText(bytes).length, detectCompression(bytes) ?? trusted('')],
		{tokens: ['\xff\xfe', '\xfe\xff', '\xef\xbb\xbf', '\x1f\x8b', 'PK\x03\x04', '\xc0\x80']},
	),
];
