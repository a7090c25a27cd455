import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import type {AuditReport} from '../../src/judge/reports/audit-report.js';
import {trivyReports} from '../scan/formats/fixtures/index.js';
import {dockscope} from '../support/run-cli.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';

const folder = temporaryFolder();
const path = join(folder, 'shop.yaml');
const text =
	'disabled: [container-privileged]\nwaivers:\n  - rule: container-writable-root\n    target: {name: "*"}\n    reason: known\n';
const report = join(folder, 'trivy.json');
beforeEach(() => {
	writeFileSync(path, text);
	writeFileSync(report, JSON.stringify(trivyReports['0.68']));
});

const demo = (...args: readonly string[]) => dockscope(['--demo', '--policy', path, ...args]);
const sentence = new RegExp(
	`^policy ${path} of uid ${process.getuid?.()}: 1 rule disabled \\((?<disabled>\\d+) findings? hidden\\), 1 waiver \\((?<waived>\\d+) findings? waived\\)$`,
	'm',
);

describe('the policy in force is named, with its owner and what it hides', () => {
	it.each([
		['audit', 'stdout'],
		['inspect ci-runner', 'stdout'],
		['drift', 'stdout'],
		['harden ci-runner', 'stderr'],
		['harden --project shop', 'stderr'],
	] as const)('%s, on %s', async (line, where) => {
		const result = await demo(...line.split(' '));
		expect(result.status).toBe(0);
		expect(Number(sentence.exec(result[where])?.groups?.['waived'])).toBeGreaterThan(0);
	});

	it('audit, with as many hidden findings as the policy hides, and in its JSON', async () => {
		const findings = async (...args: readonly string[]) =>
			JSON.parse((await dockscope(['--demo', ...args, 'audit', '--format', 'json'])).stdout) as AuditReport;
		writeFileSync(
			path,
			'disabled: [container-privileged, engine-live-restore, image-healthcheck]\nseverities:\n  container-writable-root: info\n',
		);
		const [before, after] = [await findings(), await findings('--policy', path)];
		const failing = (slugs: readonly string[]) =>
			before.verdicts.filter(({rule, verdict}) => verdict === 'fail' && slugs.includes(rule)).length;
		const disabled = failing(['container-privileged', 'engine-live-restore', 'image-healthcheck']);
		const lowered = failing(['container-writable-root']);
		expect(Math.min(disabled, lowered)).toBeGreaterThan(1);
		expect(before.summary).toMatchObject({disabled: 0, lowered: 0});
		expect(after.summary).toMatchObject({disabled, lowered});
		expect(violations('audit', after)).toEqual([]);
		expect((await demo('audit')).stdout).toContain(
			`: 3 rules disabled (${disabled} findings hidden), 1 rule lowered (${lowered} findings)\n`,
		);
		const one = await findings('--policy', path, '--only', 'container-writable-root');
		expect(one.summary).toMatchObject({disabled: 0, lowered});
	});

	it('scan, where only waivers hide something', async () => {
		writeFileSync(path, text.replace('container-writable-root', 'CVE-2021-44906').replace('name', 'image'));
		const named = `policy ${path} of uid ${process.getuid?.()}: 1 waiver (1 finding waived)`;
		expect((await demo('scan', '--report', report)).stdout.split('\n')[1]).toBe(named);
		const {policy} = JSON.parse((await demo('scan', '--report', report, '--format', 'json')).stdout) as {policy: unknown};
		expect(policy).toMatchObject({path, owner: process.getuid?.(), disabledRules: 1, waivers: 1});
	});

	it.each(['audit', 'inspect ci-runner', 'drift'])('in the JSON of %s', async line => {
		const {policy} = JSON.parse((await demo(...line.split(' '), '--format', 'json')).stdout) as {policy: unknown};
		expect(policy).toMatchObject({path, owner: process.getuid?.(), disabledRules: 1, waivers: 1});
	});
});
