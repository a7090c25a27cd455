import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {plainDefaults, reconstruct} from '../../src/fix/reconstruct/index.js';
import {kubernetes} from '../../src/fix/render/kubernetes.js';
import {optionWords} from '../../src/judge/changes/run-option.js';
import {inspectOf} from '../fix/subject.js';
import {findProgram, searchPath} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {runProgram} from '../support/private-engine.js';
import {sample} from '../support/slow.js';
import {podCases} from './kubernetes-cases.js';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-kubernetes-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function written(inspect: ContainerInspect): Promise<{file: string; text: string}> {
	const {text} = kubernetes(inspect, null);
	const file = join(folder, 'pod.yaml');
	await writeFile(file, text);
	return {file, text};
}

const subject = ({Config, ...parts}: Partial<ContainerInspect>): ContainerInspect =>
	inspectOf({...parts, Config: {Image: 'docker.io/library/plain:1', ...Config}});

describe.skipIf((await findProgram('kubectl')) === null)('the Pod that kubectl reads with the types of the API', () => {
	it.each(podCases)('has every field and value that was written: %s', async (_, parts) => {
		const {file, text} = await written(
			subject({...parts, Config: {...parts.Config, Env: [...(parts.Config?.Env ?? []), 'SECRET']}}),
		);
		// What is done locally is decoded into the structures of the API: a wrong type is an error, an unknown field is lost.
		const args = ['set', 'image', '--local', '--filename', file, 'web=other:2', '--output', 'json'];
		const read = JSON.parse(await runProgram('kubectl', args, {PATH: searchPath(), HOME: folder, KUBECONFIG: '/dev/null'}));
		const asked = parse(text);
		asked.spec.containers[0].image = 'other:2';
		expect(defined(read)).toEqual(defined(asked));
	});
});

/** Without what kubectl adds to each object, and with no resources as `{}`. */
function defined({
	apiVersion,
	kind,
	metadata,
	spec,
}: {
	apiVersion: string;
	kind: string;
	metadata: {name: string};
	spec: {containers: object[]};
}): unknown {
	return {
		...{apiVersion, kind, name: metadata.name},
		spec: {...spec, containers: spec.containers.map(one => ({resources: {}, ...one, ...emptied(one)}))},
	};
}

/** An empty string as a value is the absence of one. */
const emptied = (container: {env?: {name: string; value?: string}[]}): object =>
	container.env === undefined ? {} : {env: container.env.map(({value, ...rest}) => (value ? {value, ...rest} : rest))};

describe.skipIf((await whyNoPodman()) !== null)('the Pod that podman kube play makes', () => {
	let podman: PrivatePodman;
	beforeAll(async () => {
		podman = await startPodman();
		await busyboxImage(podman, {name: 'plain:1'});
		await busyboxImage(podman, {name: 'pause:1', changes: ['ENTRYPOINT ["/bin/sleep"]', 'CMD ["2147483647"]']});
	});
	afterAll(() => podman?.stop());

	const play = async (inspect: ContainerInspect, ...more: string[]): Promise<void> => {
		const {file} = await written(inspect);
		await podman.podman('kube', 'play', '--quiet', ...more, file);
	};
	const removed = () => podman.podman('pod', 'rm', '--force', '--time', '0', 'web');

	it.each(sample(podCases, 3))('is confined and started as the command says: %s', async (_, parts) => {
		const inspect = subject(parts);
		await play(inspect, '--start=false');
		const made = told(await podman.podman('inspect', 'web-web'));
		await removed();

		const {command} = reconstruct(inspect, null, {...plainDefaults, podman: true, ipc: 'private'});
		const options = command.options.filter(one => one.name !== '--detach' && one.name !== '--name' && one.name !== '--pod');
		await podman.podman('create', '--name', 'flags', ...options.flatMap(optionWords), command.image, ...command.args);
		const wanted = told(await podman.podman('inspect', 'flags'));
		await podman.podman('rm', 'flags');
		expect(made).toEqual(wanted);
	});

	it('serves, with its sysctl, as the user nobody and without any capability', async () => {
		const line =
			'id -u; grep CapBnd /proc/self/status; cat /proc/sys/net/ipv4/ip_unprivileged_port_start; touch /x || touch /run/y && ls /run';
		const inspect = subject({
			Config: {
				User: '65534:65534',
				Cmd: ['sh', '-c', `exec 2>&1; ${line}; exec httpd -f -p 80 -h /www`],
				ExposedPorts: {'80/tcp': {}},
			},
			HostConfig: {
				CapDrop: ['ALL'],
				SecurityOpt: ['no-new-privileges'],
				ReadonlyRootfs: true,
				Tmpfs: {'/run': ''},
				RestartPolicy: {Name: 'always'},
			},
		});
		await play(inspect, '--network', 'none');
		const answer = await podman.podman(
			'exec',
			'web-web',
			'sh',
			'-c',
			'for i in 1 2 3 4 5; do wget -qO- http://127.0.0.1/nothing 2>&1 | grep 404 && break; sleep 1; done',
		);
		expect(answer).toMatch(/404/);
		const log = (await podman.podman('logs', 'web-web')).split('\n');
		expect(log).toEqual(['65534', 'CapBnd:\t0000000000000000', '0', 'touch: /x: Read-only file system', 'y']);
		await removed();
	});
});

/**
 * What both ways of making a container decide; a mount by its target and whether it can be written. Podman reads no seccompProfile of
 * a pod, nor stdin.
 */
function told(text: string): unknown {
	const [{Config, HostConfig, Mounts, EffectiveCaps, BoundingCaps}] = JSON.parse(text);
	return {
		caps: [EffectiveCaps ?? [], BoundingCaps ?? []],
		privileged: HostConfig.Privileged,
		newPrivileges: HostConfig.SecurityOpt.includes('no-new-privileges'),
		readOnly: HostConfig.ReadonlyRootfs,
		memory: [HostConfig.Memory, HostConfig.NanoCpus],
		user: Config.User,
		command: [Config.Entrypoint, Config.Cmd],
		env: [...Config.Env].sort(),
		process: [Config.WorkingDir, Config.Tty],
		pid: HostConfig.PidMode,
		mounts: Mounts.map((one: {Destination: string; RW: boolean}) => `${one.Destination} ${one.RW}`).sort(),
		tmpfs: Object.keys(HostConfig.Tmpfs ?? {})
			.filter(path => path !== '/dev/shm')
			.sort(),
	};
}
