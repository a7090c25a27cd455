import {expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {imageSummary} from '../../../src/scan/image-summary.js';
import {imageListJson, imageListTable} from '../../../src/scan/render/image-list.js';
import {imageListMarkdown, scanMarkdown} from '../../../src/scan/render/markdown.js';
import {reportOf} from '../../../src/scan/run/report-of.js';
import {violations} from '../../support/validate.js';
import * as given from '../formats/fixtures/index.js';
import {shop} from '../support/rows.js';

const context = {now: () => new Date('2026-11-01T00:00:00Z'), signal: new AbortController().signal};
const by = {name: 'trivy', version: null, mode: trusted('file'), databaseUpdatedAt: null};

it('what is suppressed is counted, and an image of which everything is is not called clean', async () => {
	const report = await reportOf(parseTrivy(given.trivyReports['0.68']), shop, context, by);
	const suppressed = report.vulnerabilities.map(row => ({row, by: trusted('the policy'), why: trusted('not reachable')}));
	expect(suppressed).toHaveLength(3);
	const hidden = {...report, vulnerabilities: [], suppressed};
	const summary = imageSummary(hidden);
	const {image} = shop;
	expect(imageListTable([summary], 200)).toContain(
		`\n${image}: 3 vulnerabilities suppressed; dockscope scan ${image} lists them\n`,
	);
	expect(imageListMarkdown([summary])).toContain(
		`- **${image}**: 3 vulnerabilities suppressed; dockscope scan ${image} lists them\n`,
	);
	const document = JSON.parse(imageListJson([summary]));
	expect(violations('scans', document)).toEqual([]);
	expect(document.images[0]).toMatchObject({suppressed: 3});
	const ticket = scanMarkdown(hidden);
	expect(ticket).toMatch(new RegExp(`^## ${image}: none shown\n`));
	expect(ticket).toContain('\n- 3 vulnerabilities suppressed\n');
	expect(scanMarkdown({...report, vulnerabilities: []})).toContain(`## ${image}: no known vulnerabilities\n`);
});
