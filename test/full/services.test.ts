import {execFile} from 'node:child_process';
import {copyFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {createReader} from '../../src/base/engine/reader.js';
import {createWriter} from '../../src/base/engine/writer.js';
import {localHost} from '../../src/base/host/local-host.js';
import {createJournal} from '../../src/base/ownership/journal.js';
import {openCase, viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy} from '../../src/fix/plan/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {noCopies} from '../../src/fix/rehearsal/copies.js';
import {rehearse} from '../../src/fix/rehearsal/rehearse.js';
import {oneLine} from '../../src/fix/render/docker-run.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type ServicesBase, servicesBase} from './services-base.js';
import {morePackages, moreServices} from './services-more.js';
import {type Service, services} from './services-table.js';

const run = promisify(execFile);
const withMore = process.env['DOCKSCOPE_TEST_MORE_SERVICES'] === '1';
const missing = await whyNoEngine();

/** What was seen of one service. */
type Row = {
	readonly service: string;
	readonly capabilities: readonly string[];
	/** Those without which its client is served all the same; `null` where that was not measured. */
	readonly spare: readonly string[] | null;
	readonly keeps: string;
	readonly seconds: number;
};
const rows: Row[] = [];

describe.skipIf(missing !== null)('the hardened command of a real service', () => {
	let engine: PrivateEngine;
	let base: ServicesBase;
	let folder: string;
	let env: Record<string, string>;

	beforeAll(async () => {
		base = await servicesBase(withMore ? morePackages : []);
		folder = await mkdtemp(join(tmpdir(), 'dockscope-services-'));
		engine = await startPrivateEngine();
		const binaries = await engineBinaries();
		env = {
			PATH: binaries.available ? binaries.path : '',
			HOME: folder,
			LANG: 'C.UTF-8',
			DOCKER_HOST: engine.host,
			DOCKER_BUILDKIT: '0',
			DOCKER_CONFIG: folder,
		};
		await engine.docker('import', base.tar, 'services:1');
		await run(
			'chroot',
			[base.tree, 'sh', '-c', 'rm -f /tmp/dockscope-key*; ssh-keygen -q -t ed25519 -N "" -f /tmp/dockscope-key'],
			{env},
		);
	}, 1_800_000);
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
		console.log(table(rows));
	});

	async function build({name, image}: Service): Promise<string> {
		const context = join(folder, name);
		await mkdir(context, {recursive: true});
		await copyFile(join(base.tree, 'tmp/dockscope-key.pub'), join(context, 'key.pub'));
		await writeFile(join(context, 'Dockerfile'), ['FROM services:1', ...image, ''].join('\n'));
		await run('docker', ['build', '--quiet', '--tag', `svc-${name}:1`, context], {env, timeout: 300_000});
		return `svc-${name}:1`;
	}

	async function inspected(name: string): Promise<ContainerInspect> {
		const [answer]: ContainerInspect[] = JSON.parse(await engine.docker('inspect', name));
		if (answer === undefined) throw new Error(`no ${name}`);
		return answer;
	}

	/** Asks as the service's real client does, until it is content. */
	async function served(name: string, ask: Service['client'], seconds = 60): Promise<boolean> {
		const deadline = Date.now() + seconds * 1000;
		for (;;) {
			const {State: state, NetworkSettings: settings} = await inspected(name);
			if (state?.Running !== true) return false;
			const address = Object.values(settings?.Networks ?? {})[0]?.IPAddress ?? '';
			const content = await ask({engine, container: name, address, tree: base.tree}).then(
				() => true,
				() => false,
			);
			if (content || Date.now() > deadline) return content;
			await new Promise(resolve => setTimeout(resolve, 400));
		}
	}

	/** Kinds of process that stay: short name, uid and gid. A worker that keeps root's group is not what it was. */
	async function kinds(name: string): Promise<string> {
		const sample = async (): Promise<string[]> => {
			const text = await engine.docker('top', name, '-eo', 'pid,comm,uid,gid');
			return text
				.split('\n')
				.slice(1)
				.map(line => line.trim().split(/\s+/).slice(1).join(':'));
		};
		const first = await sample();
		await new Promise(resolve => setTimeout(resolve, 1500));
		const second = await sample();
		return [...new Set(first.filter(one => second.includes(one)))].sort().join(' ');
	}

	it.each(withMore ? [...services, ...moreServices] : services)(
		'$name serves its client with the least capabilities, and keeps its data',
		async service => {
			const {name, client, kept} = service;
			const image = await build(service);
			await engine.docker('run', '-d', '--name', name, ...(service.args ?? []), image);
			expect(await served(name, client, 120), `the original: ${await engine.docker('logs', '--tail', '20', name)}`).toBe(true);
			await new Promise(resolve => setTimeout(resolve, 3000));
			const before = await kinds(name);

			const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
			const writer = createWriter({kind: 'unix', socketPath: engine.socketPath}, createJournal({XDG_STATE_HOME: folder}));
			const here = localHost();
			const fleet = openFleet(reader, {host: here});
			await fleet.start();
			try {
				const assessed = fleet.model().entries.find(entry => entry.name === name)?.assessed;
				if (!assessed) throw new Error(`${name} was not assessed`);
				const opened = await openCase({reader, fleet, host: here}, assessed);
				const result = await rehearse({
					...{
						reader,
						writer,
						assessed,
						evidence: opened.evidence,
						enabled: enabledBy(opened.plan, 'least'),
						check: null,
						copies: noCopies,
						cpus: 2,
					},
					...{signal: new AbortController().signal, now: Date.now, onProgress: () => undefined},
				});
				const story = result.trials.map(trial => `${trial.ok} ${trial.what}: ${trial.note}`).join('\n');
				expect(result.state, `${result.summary}\n${story}`).toBe('worked');
				expect(await engine.docker('ps', '-aq', '--filter', 'label=dockscope.rehearsal')).toBe('');

				const view = viewCase(opened, result.plan, enabledBy(result.plan, 'least'), fleet);
				await run('/bin/sh', ['-c', view.replacement.replace], {env, cwd: folder});
				const replaced = Date.now();
				expect(
					await served(name, client, 120),
					`hardened: ${await engine.docker('logs', '--tail', '20', name)}\n${oneLine(view.after)}\n${story}`,
				).toBe(true);
				const patience = Math.max(8, (3 * (Date.now() - replaced)) / 1000);
				await until('the same processes', async () => ((await kinds(name)) === before ? true : null)).catch(async () =>
					expect(await kinds(name), story).toBe(before),
				);
				if (kept !== undefined) {
					await engine.docker('restart', name);
					expect(await served(name, kept, 120), `data: ${await engine.docker('logs', '--tail', '20', name)}`).toBe(true);
				}

				const host = (await inspected(name)).HostConfig ?? {};
				const readOnly = result.plan.changes.find(({slug}) => slug === 'read-only');
				// The tree of debootstrap has files in /run and /var/log: there it is a choice, since a mount would hide those of later images.
				const hides = /^it writes next to what the image has in /.test(readOnly?.why ?? '');
				expect(host, `read-only: ${readOnly?.why}`).toMatchObject({ReadonlyRootfs: !hides, CapDrop: ['ALL']});
				const spare = service.slow ? null : await spareCapabilities(service, await inspected(name), before, patience);
				rows.push({
					service: name + (service.heldBack ? ' (held back)' : ''),
					capabilities: host.CapAdd ?? [],
					spare,
					keeps: kept === undefined ? 'has none' : 'kept',
					seconds: result.seconds,
				});
				if ((spare ?? []).length > 0) console.log(`${name} could do without ${spare?.join(' ')}\n${story}`);
			} finally {
				fleet.close();
				reader.close();
				writer.close();
				await engine.docker('rm', '-f', name, `${name}-before`).catch(() => '');
			}
		},
	);

	/** Over the data of its first start: a directory that is closed to others by then asks root for other rights. */
	async function startsAgain(trial: string, {kept}: Service, patience: number): Promise<boolean> {
		if (kept === undefined) return true;
		await engine.docker('restart', trial);
		return served(trial, kept, Math.max(20, patience));
	}

	/**
	 * Capabilities without which the real client is served all the same, by the same kinds of process.
	 * @param patience  seconds until it must be served: what the hardened one took, and more
	 */
	async function spareCapabilities(
		service: Service,
		hardened: ContainerInspect,
		before: string,
		patience: number,
	): Promise<string[]> {
		const all = hardened.HostConfig?.CapAdd ?? [];
		const spare: string[] = [];
		for (const capability of all) {
			const trial = `${service.name}-without`;
			const fewer = {
				...hardened,
				Name: `/${trial}`,
				HostConfig: {...hardened.HostConfig, CapAdd: all.filter(one => one !== capability), Binds: []},
			};
			const bound = new Set((hardened.HostConfig?.Binds ?? []).map(bind => bind.split(':')[1] ?? ''));
			const fresh = {
				...fewer,
				Config: {...fewer.Config, Volumes: {...fewer.Config?.Volumes, ...Object.fromEntries([...bound].map(path => [path, {}]))}},
			};
			const [image] = JSON.parse(await engine.docker('image', 'inspect', `svc-${service.name}:1`));
			await run('/bin/sh', ['-c', oneLine(reconstruct(fresh, image).command)], {env}).catch(() => undefined);
			const works =
				(await served(trial, service.client, patience)) &&
				(await kinds(trial)) === before &&
				(await startsAgain(trial, service, patience));
			if (works) spare.push(capability);
			await engine.docker('rm', '-f', '-v', trial);
		}
		return spare;
	}

	it('has the verified minimum in most, and never less', () => {
		const measured = rows.filter(({spare}) => spare !== null);
		const exact = measured.filter(({spare}) => spare?.length === 0);
		expect(exact.length / measured.length, table(rows)).toBeGreaterThanOrEqual(0.85);
	});
});

function table(all: readonly Row[]): string {
	return [
		'service | capabilities | spare | data | seconds',
		...all.map(({service, capabilities, spare, keeps, seconds}) =>
			[
				service,
				capabilities.join(' ') || 'none',
				spare === null ? 'not measured' : spare.join(' ') || 'none',
				keeps,
				seconds,
			].join(' | '),
		),
	].join('\n');
}
