import {expect, it} from 'vitest';
import {parseOsvScanner} from '../../../src/scan/formats/osv-scanner-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

it('osv-scanner: one row a group', () => {
	expect(rows(parseOsvScanner(given.osvScannerReport))).toEqual([
		['CVE-2021-23337=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/node_modules/lodash/package.json', 'high', '4.17.21'],
		['MAL-2026-1', 'lodash@4.17.4', 'npm', '/app/node_modules/lodash/package.json', 'critical', 'not-fixed'],
	]);
});

it('osv-scanner 2 on an image: the binary package, its layer, and nothing that was withdrawn', () => {
	const all = [...parseOsvScanner(given.osvScannerImage).vulnerabilities];
	expect(all.map(brief)).toEqual([['CVE-2026-110001=DEBIAN-CVE-2026-110001', 'libssl3@3.0.9-1', 'deb', null, 'low', '3.0.11-1']]);
	expect(all[0]?.layer).toBe('sha256:d1');
	expect([...parseOsvScanner({results: null}).vulnerabilities]).toEqual([]);
});
