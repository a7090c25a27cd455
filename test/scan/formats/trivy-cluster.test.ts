import {describe, expect, it} from 'vitest';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import {clusterImages} from '../../../src/scan/formats/trivy-cluster.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('trivy k8s', () => {
	it('a report of Trivy for each image of a workload, without the workload’s own configuration', () => {
		const parts = clusterImages(given.clusterReport);
		expect(parts.map(part => reportSubject(part).names)).toEqual([['shop:1'], ['side:2']]);
		expect(parts.map(part => rows(parseTrivy(part)))).toEqual([
			[
				['CVE-2026-700003', 'tar@1.34', 'deb', null, 'low', 'not-fixed'],
				['CVE-2026-700004', 'left@1.0', 'npm', 'app/package.json', 'high', '1.1'],
			],
			[['CVE-2026-700005', 'musl@1.2', 'apk', null, 'medium', 'not-fixed']],
		]);
	});
});
