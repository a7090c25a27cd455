import {describe, expect, it} from 'vitest';
import {parseAqua} from '../../../src/scan/formats/aqua-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('Aqua', () => {
	it.each([
		['scanner', ['CVE-2019-14697', 'musl@1.1.20-r4', 'apk', null, 'high', '1.1.20-r5']],
		['console v2', ['CVE-2019-10086', '/usr/lib/libcrypto.so@null', null, '/usr/lib/libcrypto.so', 'high', '1.9.4']],
		['console v1', ['CVE-2019-15601', 'curl@7.64.0', 'deb', null, 'medium', 'not-fixed']],
	] as const)('%s', (version, row) => expect(rows(parseAqua(given.aquaReports[version]))).toEqual([row]));
});

it('Aqua in an envelope: EPSS, layers, and NVD by its newer names', () => {
	const report = parseAqua(given.aquaEnvelope);
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-800001', 'x@7.22', 'npm', '/app/node_modules/x', 'high', '7.23.2|8.0.0-alpha.4'],
		['CVE-2005-2541', 'tar@1:1.35', 'deb', null, 'low', 'wont-fix'],
	]);
	expect(all[0]).toMatchObject({
		layer: 'sha256:d1',
		epss: {score: 0.0006, percentile: 0.23},
		cvss: [{source: 'nvd', score: 8.8}],
	});
	expect(report.secrets).toMatchObject([{rule: 'RSA private key', path: '/root/.ssh/id_rsa'}]);
	expect(JSON.stringify(report.secrets)).not.toContain('hidden-words');
});
