import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {dockscope} from '../support/run-cli.js';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-commands-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

describe('a Compose service', () => {
	it.each(['db', 'shop/db'])('is taken for its container by inspect, command and harden: %s', async service => {
		for (const command of ['inspect', 'command', 'harden']) {
			const {status, stdout, stderr} = await dockscope([command, '--demo', service]);
			expect([command, status, stderr.includes('no container')]).toEqual([command, 0, false]);
			expect(stdout).toMatch(/shop-db|^ {2}db:$/m);
		}
	});
	it('of another project is not', async () => {
		const {status, stderr} = await dockscope(['inspect', '--demo', 'edge/db']);
		expect(status).toBe(2);
		expect(stderr).toMatch(/^dockscope: no container "edge\/db"/);
	});
	it.each([
		['shop', 'no container "shop": it is a Compose project. dockscope harden --project shop is for all of it.'],
		['cahe', 'no container "cahe" (did you mean "cache"?). dockscope audit lists them.'],
	])('is suggested for a name that is none, and so is a project: %s', async (name, message) => {
		expect(await dockscope(['harden', '--demo', name])).toEqual({status: 2, stdout: '', stderr: `dockscope: ${message}\n`});
	});
});

describe('harden', () => {
	it('gives both grades, and names what the command keeps and could change', async () => {
		const safe = await dockscope(['harden', '--demo', 'ci-runner']);
		expect(safe.stdout).toContain('--privileged');
		expect(safe.stderr).toMatch(/^ci-runner: now F \d+ · 3 paths → F \d+ · 3 paths$/m);
		expect(safe.stderr).toMatch(/^not applied without --least: .*add --cap-drop ALL/m);
		expect(safe.stderr).toMatch(/^decide: --privileged: .*privileged=remove \(remove --privileged\)$/m);
		expect(safe.stderr).toMatch(/^decide: the socket of the engine .*socket=proxy \(.*docker\.sock/m);

		const least = await dockscope(['harden', '--demo', '--least', 'ci-runner']);
		expect(least.stdout).not.toContain('--privileged');
		expect(least.stderr).not.toContain('not applied');
	});
});

describe('audit with a baseline', () => {
	it('says nothing when nothing is new, and of what is new only the container', async () => {
		const {stdout} = await dockscope(['audit', '--demo', '--format', 'json']);
		const baseline = join(folder, 'baseline.json');
		await writeFile(baseline, stdout);
		expect(await dockscope(['audit', '--demo', '--baseline', baseline])).toEqual({status: 0, stdout: '', stderr: ''});

		const report = JSON.parse(stdout) as {verdicts: {rule: string; target: {name: string}}[]};
		const verdicts = report.verdicts.filter(({rule, target}) => rule !== 'container-privileged' || target.name !== 'ci-runner');
		await writeFile(baseline, JSON.stringify({...report, verdicts}));
		const changed = await dockscope(['audit', '--demo', '--baseline', baseline, '--fail-on', 'critical']);
		expect(changed.status).toBe(1);
		expect(changed.stdout).toMatch(/ci-runner[\s\S]*Container is privileged/);
		expect(changed.stdout).not.toMatch(/^[A-F] +\d+ +traefik/m);
	});
});

it('policy check names the waivers that have expired', async () => {
	const file = join(folder, 'policy.yaml');
	const waiver = (rule: string, expires: string) =>
		`  - rule: ${rule}\n    target: {name: ci-runner}\n    reason: known\n    expires: ${expires}\n`;
	await writeFile(
		file,
		`waivers:\n${waiver('container-privileged', '2020-01-01')}${waiver('container-root-user', '2999-01-01')}`,
	);
	const {status, stdout} = await dockscope(['policy', 'check', file]);
	expect(status).toBe(0);
	expect(stdout).toContain('2 waivers');
	expect(stdout.match(/expired/g)).toHaveLength(1);
	expect(stdout).toMatch(
		/policy\.yaml:\d+: the waiver of container-privileged expired after 2020-01-01: its findings count again$/m,
	);
});
