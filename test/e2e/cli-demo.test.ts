import {stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type AuditJson, auditDemo} from '../support/audit-json.js';
import {dockscope} from '../support/run-cli.js';
import {sharedFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';

const folder = sharedFolder();

describe('the demo fleet', () => {
	it('is printed once into a pipe, without colour', async () => {
		const {status, stdout} = await dockscope(['--demo']);
		expect(status).toBe(0);
		expect(stdout).toMatch(/^RISK\s+NAME\s+BADGES/m);
		expect(stdout).not.toContain('\u001B');
	});

	it('is audited as the contract says', async () => {
		const report = await auditDemo();
		expect(violations('audit', report)).toEqual([]);
		expect(report.targets.length).toBeGreaterThan(5);
		expect(new Set(report.targets.map(({risk}) => risk.grade)).size).toBeGreaterThan(2);
	});

	it('lists what passes, what is unknown and what does not apply only with --all', async () => {
		const headings = /^(NOTES|UNKNOWN|PASSED|NOT APPLICABLE)$/gm;
		expect((await dockscope(['audit', '--demo'])).stdout).not.toMatch(headings);
		expect((await dockscope(['audit', '--demo', '--all'])).stdout.match(headings)).toHaveLength(4);
	});

	it.each(['table', 'sarif', 'junit', 'markdown', 'html'])('is audited as %s', async format => {
		const {status, stdout, stderr} = await dockscope(['audit', '--demo', '--format', format]);
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		expect(stdout.length).toBeGreaterThan(1000);
	});

	it('is judged against the known escapes as the contract says', async () => {
		const {status, stdout} = await dockscope(['survive', '--demo', '--format', 'json', '--fail-on', 'open']);
		expect([status, violations('survive', JSON.parse(stdout))]).toEqual([0, []]);
		const one = await dockscope(['survive', 'cve-2026-53362', '--demo']);
		expect(one.stdout).toMatch(/^CVE-2026-53362 .*exploited/);
		const unnamed = await dockscope(['survive', 'CVE-2019-5021', '--demo']);
		expect([unnamed.status, unnamed.stderr]).toEqual([2, expect.stringMatching(/leaves it out: .*password/)]);
	});

	it('meets a threshold with status 1, and writes the report all the same', async () => {
		const {status, stdout} = await dockscope(['audit', '--demo', '--fail-on', 'critical', '--format', 'json']);
		expect(status).toBe(1);
		expect(violations('audit', JSON.parse(stdout))).toEqual([]);
	});

	it('is narrowed to one container and one section', async () => {
		const [{name = ''} = {}] = (await auditDemo()).targets;
		const report = await auditDemo(name, '--only', '5');
		expect(report.targets.map(target => target.name)).toEqual([name]);
		expect(new Set(report.verdicts.map(({target}) => target.name))).toEqual(new Set([name]));
	});

	it('has nothing new compared with itself', async () => {
		const baseline = join(folder, 'baseline.json');
		await dockscope(['audit', '--demo', '--format', 'json', '--output', baseline]);
		expect((await stat(baseline)).mode & 0o777).toBe(0o600);
		const {summary} = await auditDemo('--baseline', baseline);
		expect(Object.values(summary.fail).every(count => count === 0)).toBe(true);
	});

	it('drifts from no baseline, and from an earlier report by titles', async () => {
		const none = await dockscope(['drift', '--demo']);
		expect(none.stdout).toContain('no baseline is saved: --baseline FILE compares with an audit report');
		expect(none.stdout).not.toContain('--save-baseline');
		const report = await auditDemo();
		const earlier = report.verdicts.map(one => (one.rule === 'container-privileged' ? {...one, verdict: 'pass'} : one));
		expect(earlier).not.toEqual(report.verdicts);
		const baseline = join(folder, 'earlier.json');
		await writeFile(baseline, JSON.stringify({...report, verdicts: earlier}));
		const {stdout} = await dockscope(['drift', '--demo', '--baseline', baseline]);
		expect(stdout).toMatch(/^ +worse +critical +Container is privileged \(container-privileged\)$/m);
	});

	it('lists the same against an empty baseline as without one, and waived findings only with --all', async () => {
		const {stdout} = await dockscope(['audit', '--demo', '--format', 'json']);
		const baseline = join(folder, 'empty.json');
		await writeFile(baseline, JSON.stringify({...(JSON.parse(stdout) as AuditJson), verdicts: []}));
		const policy = join(folder, 'waives.yaml');
		await writeFile(policy, 'waivers:\n  - rule: container-privileged\n    reason: test\n    expires: 2999-01-01\n');
		const listed = async (...more: string[]) => {
			const {status, stdout, stderr} = await dockscope(['audit', '--demo', '--policy', policy, '--format', 'markdown', ...more]);
			expect({status, stderr}).toEqual({status: 0, stderr: ''});
			return stdout.match(/^## .*|`container-[\w-]+`/gm) ?? [];
		};
		const alone = await listed();
		expect(alone.length).toBeGreaterThan(20);
		expect(alone).not.toContain('`container-privileged`');
		expect(await listed('--baseline', baseline)).toEqual(alone);
		expect((await dockscope(['audit', '--demo', '--policy', policy, '--all', '--baseline', baseline])).stdout).toMatch(
			/^WAIVED[\s\S]*container-privileged/m,
		);
	});

	it('is inspected, one container at a time', async () => {
		const [{name = ''} = {}] = (await auditDemo()).targets;
		const {status, stdout} = await dockscope(['inspect', name, '--demo']);
		expect(status).toBe(0);
		expect(stdout).toContain(name);
		expect(stdout).toMatch(/^WHY [A-F] \d+/m);
		const found =
			stdout.slice(stdout.indexOf('FINDINGS')).match(/^ {2}(critical|high|medium|low|info)(?= +(?!same cause:)\S)/gm) ?? [];
		const order = ['critical', 'high', 'medium', 'low', 'info'];
		expect(found.length).toBeGreaterThan(5);
		expect(found).toEqual([...found].sort((a, b) => order.indexOf(a.trim()) - order.indexOf(b.trim())));
	});

	it.each(['text', 'json'])('has no events to print, which is not a failure: %s', async format => {
		const {status, stdout, stderr} = await dockscope(['events', '--demo', '--format', format]);
		expect({status, stdout}).toEqual({status: 0, stdout: ''});
		expect(stderr).toBe('the demo fleet is recorded: there are no events to follow\n');
	});

	it('makes a snapshot that is judged as itself', async () => {
		const file = join(folder, 'again.json');
		expect((await dockscope(['snapshot', '--demo', '--output', file])).status).toBe(0);
		const again = JSON.parse((await dockscope(['audit', '--from', file, '--format', 'json'])).stdout) as AuditJson;
		const key = ({verdicts}: AuditJson) =>
			verdicts.map(({rule, verdict, target}) => `${target.kind} ${target.name} ${rule} ${verdict}`).sort();
		expect(key(again)).toEqual(key(await auditDemo()));
	});
});
