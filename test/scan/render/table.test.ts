import {expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {scanTable} from '../../../src/scan/render/scan-table.js';
import {reportBy, row} from '../support/rows.js';

it('marks only the lines that lose text', () => {
	const found = row('CVE-2026-100001');
	const report = {
		...reportBy('trivy', [found, {...found, sources: [trusted('trivy'), trusted('grype'), trusted('docker-scout')]}]),
	};
	const whole = scanTable(report, Number.POSITIVE_INFINITY).split('\n');
	const [head = '', short = '', long = ''] = whole.slice(whole.findIndex(line => line.startsWith('SEVERITY')));
	const cut = scanTable(report, long.length - 1).split('\n');
	expect(cut).toContain(head);
	expect(cut).toContain(short);
	expect(cut).toContain(`${long.slice(0, -2)}…`);
});
