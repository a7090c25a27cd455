import {describe, expect, it} from 'vitest';
import {detailBeyondTitle, findingTitle} from '../../src/rules/finding-title.js';

const words = (title: string, detail: string | null) => findingTitle({verdict: 'fail', title, detail});

describe('a finding in one line', () => {
	it.each([
		['Container runs as root', 'runs as root', 'Container runs as root'],
		['Container runs as root', null, 'Container runs as root'],
		['Health check of the container fails', 'its health check fails', 'Health check of the container fails'],
		[
			'Container can read credentials of the host',
			'can read /etc of the host',
			'Container can read credentials of the host: /etc',
		],
		[
			'Port is published on every address of the host',
			'80/tcp published on every address',
			'Port is published on every address of the host: 80/tcp',
		],
		['Container restarts without end', 'restarts without end (always)', 'Container restarts without end (always)'],
		[
			'A port is published on which nothing listens',
			'nothing listens on 443/tcp',
			'A port is published on which nothing listens: on 443/tcp',
		],
	])('%s + %s', (title, detail, line) => expect(words(title, detail)).toBe(line));

	it.each([
		['Container sees the control groups of the host', 'the host uses version 1'],
		['Container shares a network with other projects', 'network edge joins the projects edge, shop'],
		['Container has more capabilities than the default', 'DAC_READ_SEARCH is beyond the default'],
		['Engine has no limit', 'limit of 3'],
	])('%s: %s keeps what it would not make sense without', (title, detail) =>
		expect(words(title, detail)).toBe(`${title}: ${detail}`),
	);

	it('says why a rule does not apply in full', () => {
		const verdict = {
			verdict: 'not-applicable',
			title: 'Health check of the container fails',
			detail: 'it has no health check',
		} as const;
		expect(detailBeyondTitle(verdict)).toBe('it has no health check');
	});
});
