import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import type {ContainerVerdict} from '../../src/judge/rules/verdict.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {hardenedOptions, type LiveRow, liveRows, spoof} from './verdict-rows.js';

/** Ids that need evidence asked for on demand, or that depend on the security modules of the machine. */
const elsewhere = ['5.2', '5.3', '5.7', '5.23', '5.24'];
/** What a kernel without the control group cannot limit; the engine then drops the option. */
const kernelLimits = ['5.11', '5.12', '5.29'];

const patience = {timeout: 90_000, interval: 250};

const verdictsOf = (fleet: Fleet, name: string): readonly ContainerVerdict[] =>
	fleet.model().entries.find(entry => entry.name === name)?.assessed?.verdicts ?? [];

const failing = (fleet: Fleet, name: string): string[] =>
	verdictsOf(fleet, name)
		.filter(({verdict}) => verdict === 'fail')
		.flatMap(({cis}) => cis['1.6.0'] ?? [])
		.filter(id => /^(4\.1|5\.)/.test(id) && !elsewhere.includes(id))
		.sort();

const allFailing = (fleet: Fleet) => Object.fromEntries(liveRows.map(({name}) => [name, failing(fleet, name)]));

describe.skipIf((await whyNoEngine()) !== null)('verdicts on a live fleet', () => {
	let engine: PrivateEngine;
	let scratch: string;
	let fleet: Fleet;
	let expected: Record<string, string[]>;

	const live = () => createReader({kind: 'unix', socketPath: engine.socketPath});

	async function create(row: LiveRow, image: string): Promise<void> {
		const options = [...hardenedOptions.filter(option => !row.without?.includes(option)), ...(row.options ?? [])];
		await engine.docker(
			...['create', '--name', row.name, '--stop-signal=KILL'],
			...options.map(option => option.replaceAll('SCRATCH', scratch)),
			...[image, 'sleep', '3600'],
		);
		if (row.state === undefined || row.state === 'created') return;
		await engine.docker('start', row.name);
		if (row.state === 'paused') await engine.docker('pause', row.name);
		if (row.state === 'stopped') await engine.docker('stop', row.name);
	}

	beforeAll(async () => {
		engine = await startPrivateEngine();
		scratch = join(engine.dir, 'scratch');
		await mkdir(scratch);
		await writeFile(join(scratch, 'allow-all.json'), '{"defaultAction":"SCMP_ACT_ALLOW"}');
		const passwd = 'root:x:0:0:::/bin/sh\ntoor:x:0:0:::/bin/sh\nnobody:x:65534:65534:::/bin/false\n';
		const image = await busyboxImage(engine, {files: {'etc/passwd': passwd}});
		await engine.docker('network', 'create', 'shop');
		await engine.docker('volume', 'create', 'share');
		await engine.docker('volume', 'create', '--opt', 'type=none', '--opt', 'o=bind', '--opt', 'device=/etc', 'hidden');
		for (const row of liveRows) await create(row, image);
		await symlink('/etc', join(scratch, 'link'));
		await engine.docker('create', '--name', 'linked', '--volume', `${scratch}/link:/app`, image, 'sleep', '3600');
		await engine.docker('run', '--detach', '--name', 'listens', '--stop-signal=KILL', image, 'httpd', '-f', '-p', '9229');
		await engine.docker('run', '--detach', '--name', 'spoof', '--stop-signal=KILL', image, 'sh', '-c', spoof);

		fleet = openFleet(live());
		await fleet.start();
		await vi.waitFor(() => expect(fleet.model()).toMatchObject({loading: {complete: true}, engine: {userns: false}}), patience);
		const base = failing(fleet, 'hardened');
		expect(base.filter(id => !kernelLimits.includes(id))).toEqual([]);
		expected = Object.fromEntries(liveRows.map(({name, fails = []}) => [name, [...new Set([...base, ...fails])].sort()]));
	}, 420_000);
	afterAll(async () => {
		fleet?.close();
		await engine?.stop();
	});

	it('are right for every special case, running, paused and stopped', async () => {
		await vi.waitFor(() => expect(allFailing(fleet)).toEqual(expected), patience);
	});

	it('are the same from a snapshot', async () => {
		await vi.waitFor(() => expect(allFailing(fleet)).toEqual(expected), patience);
		const reader = live();
		const text = await writeSnapshot(reader);
		reader.close();
		const {reader: recorded} = openSnapshot(text, 'fleet.json');
		const replay = openFleet(recorded);
		try {
			await replay.start();
			const brief = (one: Fleet) =>
				Object.fromEntries(
					liveRows.map(({name}) => [
						name,
						verdictsOf(one, name).map(({rule, verdict, severity}) => `${rule} ${verdict} ${severity}`),
					]),
				);
			await vi.waitFor(() => expect(brief(replay)).toEqual(brief(fleet)), patience);
		} finally {
			replay.close();
		}
	});

	it('resolve a user given by name from the passwd file, even if it never ran, with one request per image', async () => {
		const verdict = (name: string) => verdictsOf(fleet, name).find(({rule}) => rule === 'container-root-user')?.verdict;
		await vi.waitFor(
			() => expect(['user-named', 'user-named-stopped', 'user-toor'].map(verdict)).toEqual(['pass', 'pass', 'fail']),
			patience,
		);
		const events = await engine.docker(
			'events',
			'--since=0',
			`--until=${Math.ceil(Date.now() / 1000) + 1}`,
			'--filter=event=archive-path',
		);
		// The fleet without the host asked once; the snapshot of the test above once more.
		expect(events.split('\n').length).toBeLessThanOrEqual(2);
	});

	it('are not changed by a command line that mentions flags of dockerd', () => {
		expect(failing(fleet, 'spoof')).toEqual(failing(fleet, 'plain'));
		expect(fleet.model().engine).toMatchObject({noNewPrivilegesDefault: false, userns: false});
	});

	it('see commands that run in a container now', async () => {
		await engine.docker('exec', '--detach', '--user=0', '--privileged', 'hardened', 'sleep', '3000');
		await fleet.refresh();
		const id = fleet.model().entries.find(({name}) => name === 'hardened')?.id ?? '';
		await vi.waitFor(async () => {
			await fleet.ask(id, 'execs');
			await fleet.ask(id, 'processes');
			const failed = verdictsOf(fleet, 'hardened').flatMap(({rule, verdict}) => (verdict === 'fail' ? [rule] : []));
			expect(failed).toEqual(
				expect.arrayContaining(['container-exec-privileged', 'container-exec-root', 'container-process-user']),
			);
		}, patience);
	});

	describe('with the host as well as the engine', () => {
		let local: Fleet;
		beforeAll(async () => {
			local = openFleet(live(), {host: localHost()});
			await local.start();
		});
		afterAll(() => local?.close());

		const verdictOn = (name: string, rule: string) => verdictsOf(local, name).find(each => each.rule === rule)?.verdict;

		it('find no difference between what is configured and what /proc shows', async () => {
			const up = liveRows.filter(({state}) => state === 'running' || state === 'paused').map(({name}) => name);
			const truths = () =>
				up.flatMap(name =>
					verdictsOf(local, name)
						.filter(({rule}) => /^container-truth-(capabilities|no-new-privileges|seccomp|user)$/.test(rule))
						.map(({rule, verdict}) => `${name} ${rule} ${verdict}`),
				);
			await vi.waitFor(() => {
				expect(truths()).toHaveLength(up.length * 4);
				expect(truths().filter(line => !/ (pass|not-applicable)$/.test(line))).toEqual([]);
				expect(truths()).toEqual(
					expect.arrayContaining(['hardened container-truth-user pass', 'plain container-truth-seccomp pass']),
				);
			}, patience);
		});

		it('follow a link to what is really mounted', async () => {
			await vi.waitFor(() => {
				expect(verdictOn('linked', 'container-symlink-mount')).toBe('fail');
				expect(verdictOn('linked', 'container-writable-host-path')).toBe('fail');
			}, patience);
		});

		it('see what listens, and what does not', async () => {
			await vi.waitFor(() => {
				expect(verdictOn('listens', 'container-undeclared-listener')).toBe('fail');
				expect(verdictOn('port-loopback', 'container-published-unused')).toBe('fail');
				expect(verdictOn('hardened', 'container-undeclared-listener')).toBe('pass');
			}, patience);
		});
	});
});
