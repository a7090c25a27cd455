import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {onlyNewOrWorse, readBaseline} from '../../../src/judge/reports/baseline.js';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {htmlReport} from '../../../src/judge/reports/html.js';
import {junitReport} from '../../../src/judge/reports/junit.js';
import {markdownReport} from '../../../src/judge/reports/markdown.js';
import {jsonReport} from '../../../src/judge/reports/report-json.js';
import {tableReport} from '../../../src/judge/reports/report-table.js';
import {sarifReport} from '../../../src/judge/reports/sarif.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {violations} from '../../support/validate.js';

const recorded = (name: string) => readFileSync(resolve(import.meta.dirname, '../../recorded', name), 'utf8');

async function reportOf(text: string) {
	const fleet = openFleet(openSnapshot(text, 'fleet.json').reader, {unwatched: true});
	await fleet.start();
	const report = auditReport(fleet.model(), {version: '1.2.3', now: '2026-01-02T03:04:05.678Z'});
	fleet.close();
	return report;
}

const podman = await reportOf(recorded('podman-5.4.2-fleet.json'));
const docker = await reportOf(recorded('docker-26.1.5-fleet.json'));
const inspected = await reportOf(JSON.stringify([{Id: 'ab'.repeat(32), Name: '/web', HostConfig: {}, Config: {}, State: {}}]));

const formats = {
	table: (report: typeof podman) => tableReport(report, {width: 0, color: false, ascii: false}),
	markdown: markdownReport,
	html: htmlReport,
	junit: junitReport,
	sarif: (report: typeof podman) => sarifReport(report, []),
};

describe.each(Object.entries(formats))('%s', (_, render) => {
	it('calls the engine by its name', () => {
		expect(render(podman)).toContain('Podman 5.4.2');
		expect(render(docker)).toContain('Docker 26.1.5');
		expect(render(podman)).not.toContain('engine 5.4.2');
	});

	it('gives no name to an engine that said nothing of itself', () => {
		expect(render(inspected)).not.toMatch(/Docker \d|Podman \d|Docker "|undefined|\bof <|API </);
	});
});

describe('JSON', () => {
	it('says which engine it is, null where it said nothing', () => {
		expect([podman, docker, inspected].map(({engine}) => engine?.kind)).toEqual(['podman', 'docker', null]);
		for (const report of [podman, docker, inspected])
			expect(violations('audit', JSON.parse([...jsonReport(report)].join('')))).toEqual([]);
	});

	it('is read as a baseline, and is valid, as it was written before it said so', () => {
		const older = JSON.parse([...jsonReport(podman)].join(''));
		delete older.engine.kind;
		expect(violations('audit', older)).toEqual([]);
		expect(onlyNewOrWorse(podman, readBaseline(JSON.stringify(older), 'older.json')).verdicts).toEqual([]);
	});
});
