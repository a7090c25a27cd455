import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {multiLine, oneLine} from '../../src/fix/render/docker-run.js';
import {quadlet} from '../../src/fix/render/quadlet.js';
import {replacement} from '../../src/fix/render/replace.js';
import {type EngineDefaults, engineDefaults, plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {flag, option} from '../../src/judge/changes/run-option.js';
import {engineRequest, removeContainer} from '../support/engine-request.js';
import {hostileText} from '../support/hostile-text.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {generatedCommand, quadletGenerator} from '../support/quadlet.js';
import {dockscope} from '../support/run-cli.js';
import {sample} from '../support/slow.js';
import {podmanCases} from './podman-cases.js';

describe.skipIf((await whyNoPodman()) !== null)('the command that made a Podman container', () => {
	let podman: PrivatePodman;
	let reader: EngineReader;
	let folder: string;
	let defaults: EngineDefaults = plainDefaults;
	let pod = '';
	let held = '';
	let count = 0;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-podman-command-'));
		podman = await startPodman();
		await busyboxImage(podman, {name: 'plain:1'});
		await mkdir(join(folder, 'context'));
		await writeFile(
			join(folder, 'rich'),
			[
				...['FROM plain:1', 'ENV GIVEN=image', 'LABEL maker=somebody', 'USER nobody', 'WORKDIR /var', 'VOLUME /data'],
				...['EXPOSE 80 53/udp', 'ENTRYPOINT ["/bin/busybox"]', 'CMD ["httpd", "-f"]', 'STOPSIGNAL SIGINT'],
				...['HEALTHCHECK --retries=9 CMD true', ''],
			].join('\n'),
		);
		const build = ['build', '--quiet', '--format', 'docker', '--isolation', 'chroot', '--tag', 'rich:1'];
		await podman.podman(...build, '--file', join(folder, 'rich'), join(folder, 'context'));
		for (const [name, ...more] of [['blue', '--subnet', '172.28.0.0/16'], ['green']])
			await podman.podman('network', 'create', ...more, name ?? '');
		pod = await podman.podman('pod', 'create', '--infra=false', 'house');
		await busyboxImage(podman, {name: 'pause:1', changes: ['ENTRYPOINT ["/bin/sleep"]', 'CMD ["2147483647"]']});
		held = await podman.podman('pod', 'create', '--network', 'none', 'estate');
		await podman.podman('create', '--name', 'anchor', '--network', 'none', '-v', 'shared:/shared', '-v', '/own', 'plain:1');
		reader = createReader({kind: 'unix', socketPath: podman.socketPath});
		defaults = engineDefaults(await reader.version(), await reader.info());
	});
	afterAll(async () => {
		reader?.close();
		await podman?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** The command line in a real sh, where `podman run --detach` only creates. */
	const created = (text: string): Promise<string> =>
		podman.sh(text.replace(/(^|&& )podman run( \\\n)? +--detach/, '$1podman create'));

	/** What `podman inspect` prints, from Podman's own API. */
	const ownInspect = (name: string) =>
		engineRequest(podman.socketPath, 'GET', `/v4.0.0/libpod/containers/${encodeURIComponent(name)}/json`);

	/** create → inspect → command → create → inspect, by the Docker API and by Podman's own. */
	async function roundTrip(args: readonly string[], image: string, command: readonly string[]): Promise<unknown[][]> {
		const name = `case-${count++}`;
		const wanted = args.map(word => (word === '@pod' ? pod : word === '@held' ? held : word));
		await podman.podman('create', '--name', name, ...wanted, image, ...command);
		const inspect = await reader.inspect(name);
		const before = [comparable(inspect), ownAnswer(await ownInspect(name), inspect)];
		await removeContainer(podman.socketPath, name);
		const rebuilt = reconstruct(inspect, await reader.image(inspect.Image ?? ''), defaults);
		await created(count % 2 === 0 ? oneLine(rebuilt.command) : multiLine(rebuilt.command));
		const made = await reader.inspect(name);
		const after = [comparable(made), ownAnswer(await ownInspect(name), made)];
		await removeContainer(podman.socketPath, name);
		return [before, after];
	}

	it.each(sample(podmanCases, 3))('is rebuilt: $what', async ({args, image = 'plain', run = []}) => {
		const [before, after] = await roundTrip(args, `${image}:1`, run);
		expect(after).toEqual(before);
	});

	it('is rebuilt with any hostile text in it', async () => {
		const text = hostileText.filter(one => one !== '' && !one.includes('\ufffd'));
		const parts = fc.record({
			env: text,
			label: text,
			health: text,
			entrypoint: text,
			annotation: text,
			args: fc.array(text, {maxLength: 3}),
		});
		await fc.assert(
			fc.asyncProperty(parts, async ({env, label, health, entrypoint, annotation, args}) => {
				const options = ['--env', `A=${env}`, '--label', `l=${label}`, '--annotation', `a.b=${annotation}`];
				const asJson = ['--health-cmd', JSON.stringify(['CMD-SHELL', health]), '--entrypoint', JSON.stringify([entrypoint, 'x'])];
				const [before, after] = await roundTrip([...options, ...asJson], 'plain:1', args);
				expect(after).toEqual(before);
			}),
			{numRuns: 15, interruptAfterTimeLimit: 60_000},
		);
	});

	it('is podman run on the command line too, and says what Podman does not report', async () => {
		await podman.podman('create', '--name', 'told', '--network', 'blue', 'plain:1', 'sleep', '5');
		const {stdout, stderr, status} = await dockscope(['--host', podman.host, 'command', 'told']);
		expect(status).toBe(0);
		expect(stdout).toBe(
			'podman run \\\n  --detach --name told \\\n  --network blue \\\n  --pids-limit 2048 \\\n  docker.io/library/plain:1 sleep 5\n',
		);
		expect(stderr).toMatch(/does not report .*sysctls, .*podman inspect --format \{\{\.Config\.CreateCommand\}\} told/);
		expect(stderr).not.toMatch(/docker run/);
	});

	it('is replaced, and comes back, by Podman’s own commands', async () => {
		const args = ['--network', 'none', '--stop-signal', 'KILL', '--restart', 'always', '--env', "A=it's $(id)\n`x`"];
		await podman.podman('run', '--detach', '--name', 'web', ...args, 'plain:1', 'sleep', '99999');
		const before = await reader.inspect('web');
		const {command} = reconstruct(before, await reader.image(before.Image ?? ''), defaults);
		const hardened = {...command, options: [...command.options, option('--cap-drop', 'ALL')]};
		const {replace, rollBack, tidy} = replacement(before, command, hardened);

		// Podman stops no paused container.
		await podman.podman('pause', 'web');
		await podman.sh(replace);
		expect((await reader.inspect('web')).HostConfig?.CapDrop?.length).toBeGreaterThan(9);
		expect((await reader.inspect('web-before')).HostConfig?.RestartPolicy?.Name).toBe('no');
		await podman.sh(rollBack);
		const back = await reader.inspect('web');
		expect([back.Id, back.State?.Running, back.HostConfig?.RestartPolicy?.Name]).toEqual([before.Id, true, 'always']);

		expect(await podman.sh(rollBack)).toContain('web is the old container already');

		await podman.podman('rm', 'web-after');
		await podman.sh(`${replace} && ${tidy}`);
		await expect(podman.sh(rollBack)).rejects.toThrow(/no longer exists: nothing was changed/);
		expect((await reader.inspect('web')).State?.Running).toBe(true);
	});

	it.skipIf(quadletGenerator === null)(
		'keeps only /dev/shm writable in a Quadlet unit of a read-only Docker container',
		async () => {
			const options = [option('--name', 'unit'), option('--network', 'none'), flag('--read-only'), option('--tmpfs', '/cache')];
			const line = 'for d in /dev/shm /cache /run /tmp /var/tmp /; do touch $d/x 2>/dev/null && echo $d; done; true';
			const unit = quadlet({
				program: 'docker',
				options,
				image: 'docker.io/library/plain:1',
				args: ['sh', '-c', line],
				before: [],
				after: [],
				files: [],
				masked: false,
			});
			const words = (await generatedCommand(unit)).filter(
				word => !/^(-d|--sdnotify=.*|--cgroups=split|--cidfile=.*)$/.test(word),
			);
			expect(await podman.podman(...words.slice(1))).toBe('/dev/shm\n/cache');
		},
	);
});

/** Without what Podman makes up for each container; ids of anonymous volumes by a word, what is a set in order. */
function comparable({
	Id: id,
	Config: config = {},
	HostConfig: host = {},
	NetworkSettings: settings = {},
}: ContainerInspect): unknown {
	const aliases = Object.entries(settings.Networks ?? {}).map(([name, endpoint]) => [
		name,
		(endpoint?.Aliases ?? []).filter(alias => alias !== id.slice(0, 12)).sort(),
	]);
	return {
		config: {
			...config,
			Hostname: id.startsWith(config.Hostname ?? '') ? 'generated' : config.Hostname,
			Env: (config.Env ?? []).map(entry => entry.replace(`HOSTNAME=${id.slice(0, 12)}`, 'HOSTNAME=generated')).sort(),
		},
		host: {...host, Binds: (host.Binds ?? []).map(bind => bind.replace(/^[0-9a-f]{64}:/, 'anonymous:')).sort()},
		networks: Object.fromEntries(aliases),
	};
}

/** What Podman itself reports, where the Docker API reports less. */
function ownAnswer(text: string, {Id: id}: ContainerInspect): unknown {
	const {Config, HostConfig, Pod, EffectiveCaps, BoundingCaps} = JSON.parse(
		text.replaceAll(id, 'ID').replace(/\b[0-9a-f]{64}\b/g, 'HEX'),
	);
	const {CreateCommand: _command, Hostname: _hostname, Env: _env, ...config} = Config;
	const {Binds: binds, ...host} = HostConfig;
	return {config, host, binds: (binds ?? []).sort(), Pod, EffectiveCaps, BoundingCaps};
}
