import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {containerConfig, hostConfig} from '../../src/base/answers/container-config.js';
import type {ContainerConfig, ContainerInspect, HostConfig} from '../../src/base/answers/index.js';
import {createReader} from '../../src/base/engine/reader.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet, FleetEntry} from '../../src/judge/inventory/fleet-model.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';

/** For each field of the configuration, options that fill it on Docker. */
const configOptions: Partial<Record<keyof ContainerConfig, readonly string[]>> = {
	Env: ['--env', 'A=b'],
	ExposedPorts: ['--expose', '99'],
	Healthcheck: ['--health-cmd', 'true'],
	Labels: ['--label', 'a=b'],
	StopSignal: ['--stop-signal', 'SIGQUIT'],
	User: ['--user', '1000'],
};
const options: Partial<Record<keyof HostConfig, readonly string[]>> = {
	CapAdd: ['--cap-add', 'NET_ADMIN'],
	CapDrop: ['--cap-drop', 'CHOWN'],
	CgroupParent: ['--cgroup-parent', '/own'],
	CgroupnsMode: ['--cgroupns', 'host'],
	CpuShares: ['--cpu-shares', '512'],
	DeviceCgroupRules: ['--device-cgroup-rule', 'b 8:* rwm'],
	DeviceRequests: ['--device', 'shop.example/card=one'],
	Devices: ['--device', '/dev/null:/dev/x'],
	ExtraHosts: ['--add-host', 'up:1.2.3.4'],
	GroupAdd: ['--group-add', '1234'],
	IpcMode: ['--ipc', 'host'],
	MaskedPaths: ['--security-opt', 'mask=/proc/uptime'],
	Memory: ['--memory', '32m'],
	NanoCpus: ['--cpus', '0.5'],
	OomScoreAdj: ['--oom-score-adj', '500'],
	PidMode: ['--pid', 'host'],
	PidsLimit: ['--pids-limit', '77'],
	Privileged: ['--privileged'],
	ReadonlyPaths: ['--security-opt', 'unmask=/proc/sys'],
	ReadonlyRootfs: ['--read-only'],
	RestartPolicy: ['--restart', 'always'],
	SecurityOpt: ['--security-opt', 'no-new-privileges'],
	Sysctls: ['--sysctl', 'net.ipv4.ip_unprivileged_port_start=0'],
	Tmpfs: ['--tmpfs', '/t'],
	UTSMode: ['--uts', 'host'],
	Ulimits: ['--ulimit', 'nofile=100:200'],
};

/** A kind of device by the name of its vendor, as a GPU is handed in. @source Container Device Interface specification */
const cards = JSON.stringify({
	cdiVersion: '0.5.0',
	kind: 'shop.example/card',
	devices: [{name: 'one', containerEdits: {env: ['CARD=one']}}],
});

describe.skipIf((await whyNoPodman()) !== null)('what Podman’s Docker API does not report', () => {
	let podman: PrivatePodman;
	let fleet: Fleet;
	const inspects = new Map<string, ContainerInspect>();
	const nameOf = (field: string) => field.toLowerCase();

	beforeAll(async () => {
		podman = await startPodman();
		const image = await busyboxImage(podman);
		const folder = join(podman.dir, 'cdi');
		await mkdir(folder);
		await writeFile(join(folder, 'card.json'), cards);
		const settings = join(podman.dir, 'containers.conf');
		const text = await readFile(settings, 'utf8');
		await writeFile(settings, text.replace('[engine]', `[engine]\ncdi_spec_dirs = ["${folder}"]`));
		for (const [field, flags] of [...Object.entries({...options, ...configOptions}), ['plain', []] as const])
			await podman.podman(...['create', '--network', 'none', '--name', nameOf(field)], ...flags, ...[image, 'sleep', '100000']);
		await podman.podman(
			'run',
			'--detach',
			'--network',
			'none',
			'--stop-signal',
			'KILL',
			'--name',
			'running',
			image,
			'sleep',
			'9999',
		);
		const reader = createReader({kind: 'unix', socketPath: podman.socketPath});
		fleet = openFleet(reader);
		await fleet.start();
		for (const {name} of fleet.model().entries) inspects.set(name, await reader.inspect(name));
	});
	afterAll(async () => {
		fleet?.close();
		await podman?.stop();
	});

	const entry = (name: string): FleetEntry | undefined => fleet.model().entries.find(one => one.name === name);
	const verdictOf = (name: string, rule: string) => entry(name)?.assessed?.verdicts.find(one => one.rule === rule);

	it('is the same, whatever was asked for, in the fields that are marked so', () => {
		const isSilent = (part: 'Config' | 'HostConfig') => (field: string) => {
			const [asked, plain] = [nameOf(field), 'plain'].map(name => inspects.get(name)?.[part] ?? {});
			return JSON.stringify(Reflect.get(asked ?? {}, field)) === JSON.stringify(Reflect.get(plain ?? {}, field));
		};
		const silent = [
			...Object.keys(options).filter(isSilent('HostConfig')),
			...Object.keys(configOptions).filter(isSilent('Config')),
		];
		const marked = Object.entries(hostConfig.fields).filter(([, schema]) => 'neverByPodman' in schema);
		expect(silent.sort()).toEqual(marked.map(([field]) => field).sort());
	});

	it('passes no rule', () => {
		const empty = (value: unknown) =>
			value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
		const leaning = fleet.model().entries.flatMap(({name, assessed}) =>
			(assessed?.verdicts ?? [])
				.filter(({verdict}) => verdict === 'pass')
				.flatMap(({rule, evidence}) =>
					evidence.flatMap(({source, path}) => {
						const [part = '', field = ''] = path.split(/[.[]/);
						const answer = Reflect.get(inspects.get(name) ?? {}, part) as object | null | undefined;
						const schema = Reflect.get({...hostConfig.fields, ...containerConfig.fields}, field) ?? {};
						const gone = answer == null || (field !== '' && !(field in answer) && !('leftOutWhenEmpty' in schema));
						const mute = 'neverByPodman' in schema && empty(Reflect.get(answer ?? {}, field));
						const lost = source === 'inspect' && (gone || mute);
						return lost ? [`${name}: ${rule} leans on ${path}`] : [];
					}),
				),
		);
		expect([...new Set(leaning)]).toEqual([]);
	});

	it('does not matter for device rules where nothing can open what they allow', () => {
		// Podman grants no MKNOD, and no node of a disk is mounted: test/full/kernel-word-podman.test.ts tries it.
		for (const name of ['devicecgrouprules', 'running'])
			expect(verdictOf(name, 'container-device-rules')).toMatchObject({verdict: 'pass'});
	});

	it.each([
		['devicecgrouprules', 'container-devices'],
		['devicerequests', 'container-gpu'],
		['sysctls', 'container-sysctls'],
		['maskedpaths', 'container-masked-paths'],
		['readonlypaths', 'container-system-paths'],
	])('%s: %s is unknown, with the reason', (name, rule) => {
		expect(verdictOf(name, rule)).toMatchObject({
			verdict: 'unknown',
			reasons: [{reason: expect.stringMatching(/Podman does not report|does not report which paths/)}],
		});
	});
});
