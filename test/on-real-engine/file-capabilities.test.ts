import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import {type BusyboxProgram, busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/*
 * A program of an image with file capabilities, and a file of the host that only root may read. What dockscope says of the container is
 * compared with what the kernel lets the program do: by the files of this machine, and by the image that the engine saves.
 */

const dacOverride = '0100000202000000000000000000000000000000';
const withSysAdmin = '0100000202002000000000000000000000000000';
const onlyPermitted = '0000000202000000000000000000000000000000';
const ofAnotherNamespace = '010000030200000000000000000000000000000070110100';

type Case = {
	/** `null`: the image has no such program. */
	readonly program: BusyboxProgram | null;
	/** Options of `docker run`. */
	readonly run: string;
	readonly opens: boolean;
};

const cases: Readonly<Record<string, Case>> = {
	'one that overrides permissions': {program: {capability: dacOverride}, run: '', opens: true},
	'one, with no-new-privileges': {program: {capability: dacOverride}, run: '--security-opt no-new-privileges', opens: false},
	'one, without capabilities': {program: {capability: dacOverride}, run: '--cap-drop ALL', opens: false},
	'one, with its capability alone': {
		program: {capability: dacOverride},
		run: '--cap-drop ALL --cap-add DAC_OVERRIDE',
		opens: true,
	},
	'one that asks for more than there is': {program: {capability: withSysAdmin}, run: '', opens: false},
	'one that asks for what was added': {program: {capability: withSysAdmin}, run: '--cap-add SYS_ADMIN', opens: true},
	'one that does not use it at once': {program: {capability: onlyPermitted}, run: '', opens: false},
	'one of another user namespace': {program: {capability: ofAnotherNamespace}, run: '', opens: false},
	'one that others may not execute': {program: {capability: dacOverride, mode: 0o750}, run: '', opens: false},
	'one that its group may execute': {program: {capability: dacOverride, mode: 0o750}, run: '--group-add 0', opens: true},
	'one that root starts with': {program: {capability: dacOverride}, run: '--user 0', opens: true},
	'one without any': {program: {}, run: '', opens: false},
	none: {program: null, run: '', opens: false},
};
const all = Object.entries(cases);
const nameOf = (name: string) => name.replaceAll(/[^a-z]+/g, '-');

describe.skipIf((await whyNoEngine()) !== null || process.getuid?.() !== 0)('a program with file capabilities', () => {
	let engine: PrivateEngine;
	let [local, remote]: (Fleet | undefined)[] = [];
	let here = '';

	beforeAll(async () => {
		here = await mkdtemp(join(tmpdir(), 'dockscope-capabilities-'));
		await chmod(here, 0o755);
		await writeFile(join(here, 'canary'), 'canary\n', {mode: 0o600});
		engine = await startPrivateEngine();
		for (const [name, {program, run}] of all) {
			const image = `capable-${nameOf(name)}:1`;
			await busyboxImage(engine, {name: image, ...(program === null ? {} : {programs: {'usr/bin/cat': program}})});
			await engine.docker(
				...['run', '-d', '--name', nameOf(name), '--stop-signal', 'KILL', '-v', '/:/host:ro'],
				...(run.includes('--user') ? [] : ['--user', '977:977']),
				...run.split(' ').filter(word => word !== ''),
				...[image, 'sleep', '9999'],
			);
		}
		const reader = () => createReader({kind: 'unix', socketPath: engine.socketPath});
		local = openFleet(reader(), {host: localHost(), unwatched: true});
		remote = openFleet(reader(), {unwatched: true});
		await Promise.all([local.start(), remote.start()]);
	});

	afterAll(async () => {
		local?.close();
		remote?.close();
		await engine?.stop();
		await rm(here, {recursive: true, force: true});
	});

	// From a shell: what the runtime executes first still has the runtime's capabilities, which no-new-privileges lets it keep.
	const reads = (name: string) =>
		engine.docker('exec', nameOf(name), 'sh', '-c', `/usr/bin/cat /host${here}/canary`).then(
			said => said.includes('canary'),
			() => false,
		);
	const assessedBy = (fleet: Fleet | undefined, name: string) => {
		const assessed = fleet?.model().entries.find(entry => entry.name === nameOf(name))?.assessed;
		if (assessed == null) throw new Error(`${name} was not judged`);
		return assessed;
	};
	/** How an attacker comes to the host's secrets, in the words of the path. */
	const waysBy = (fleet: Fleet | undefined, name: string) =>
		assessedBy(fleet, name)
			.attackPaths.map(({hops}) => hops.map(({label}) => label).join(' → '))
			.filter(story => /the host's secrets$/.test(story));

	it.each(all)('%s', async (name, {opens}) => {
		expect(await reads(name), 'what the kernel does').toBe(opens);
		const ways = waysBy(local, name);
		expect(ways.length > 0, ways.join('\n') || 'no path').toBe(opens);
		if (opens && name !== 'one that root starts with') expect(ways[0]).toContain('/usr/bin/cat with DAC_OVERRIDE');
	});

	it.each(all)('%s, by the image that the engine saves', async (name, {opens, run}) => {
		const before = assessedBy(remote, name);
		if (!/no-new-privileges|--user 0/.test(run) && !run.startsWith('--cap-drop ALL'))
			expect(waysBy(remote, name).join()).toMatch(/if its image has one/);
		await remote?.ask(before.facts.id, 'files');
		expect(waysBy(remote, name).length > 0).toBe(opens);
	});

	it('keeps what it learned as evidence', () => {
		const danger = assessedBy(local, 'one that overrides permissions').dangers.find(({use}) => use.kind === 'through-capable');
		expect(danger?.mitigations.join()).toMatch(/only through \/usr\/bin\/cat with DAC_OVERRIDE/);
	});
});
