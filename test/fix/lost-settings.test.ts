import {describe, expect, it} from 'vitest';
import type {ContainerConfig, ContainerInspect, HostConfig} from '../../src/base/answers/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {oneLine} from '../../src/fix/render/docker-run.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {inspectOf} from './subject.js';

const image = {Id: `sha256:${'1'.repeat(64)}`, RepoTags: ['shop/web:1'], Architecture: 'amd64', Os: 'linux'};
const rebuilt = (parts: Partial<ContainerInspect>) => reconstruct(inspectOf(parts), image, plainDefaults);
const hostWarnings = (host: object): string => rebuilt({HostConfig: host as HostConfig}).warnings.join('\n');

it('has nothing to say about a plain container', () => expect(rebuilt({}).warnings).toEqual([]));

it('says what of the answer could not be read, and is missing in the command', () => {
	const {warnings} = rebuilt({UnreadableFields: {'HostConfig.CapAdd': 'HostConfig.CapAdd[1] is a number, not text'}});
	expect(warnings.join('\n')).toContain('malformed (HostConfig.CapAdd[1] is a number, not text)');
});

describe('what docker run cannot express is reported', () => {
	it.each<[string, ContainerConfig, RegExp]>([
		['a network that is disabled', {NetworkDisabled: true}, /network is disabled/],
		['a shell of its own', {Shell: ['/bin/bash', '-c']}, /own shell for health checks/],
		['a label whose name holds an equals sign', {Labels: {'a=b': 'c'}}, /name of the label "a=b"/],
		['a variable without a name', {Env: ['=x']}, /variable "=x" has no name/],
		['an input that ends with its first client', {OpenStdin: true, StdinOnce: true}, /remove --detach/],
		['bytes that are no text', {Env: ['A=\ufffd']}, /invalid UTF-8/],
		['one stream alone', {AttachStdout: true}, /attached to stdout only/],
		['words after a shell health check', {Healthcheck: {Test: ['CMD-SHELL', 'a', 'b']}}, /more words after the shell/],
	])('%s', (_, config, said) => expect(rebuilt({Config: config}).warnings.join('\n')).toMatch(said));

	it.each<[string, object, RegExp]>([
		['the file of its id', {ContainerIDFile: '/run/web.id'}, /written to \/run\/web\.id/],
		['a port that is published nowhere', {PortBindings: {'80/tcp': null}}, /80\/tcp is published nowhere/],
		['a device that is no GPU', {DeviceRequests: [{Count: 1, Capabilities: [['tpu']]}]}, /\[\["tpu"\]\]/],
		['a field of a newer engine', {Teleport: {to: 'mars'}}, /HostConfig\.Teleport is set/],
		['a limit that the client lost', {KernelMemoryTCP: 4096}, /HostConfig\.KernelMemoryTCP is set/],
		['fewer masked paths', {MaskedPaths: ['/proc/acpi'], ReadonlyPaths: null}, /custom list of masked paths/],
		['fewer read-only paths', {MaskedPaths: null, ReadonlyPaths: []}, /custom list of read-only paths/],
		[
			'a bind whose path must be made and holds a colon',
			{Mounts: [{Type: 'bind', Source: '/a:b', Target: '/c', BindOptions: {CreateMountpoint: true}}]},
			/does not create \/a:b/,
		],
		['options of a tmpfs mount', {Mounts: [{Type: 'tmpfs', Target: '/t', TmpfsOptions: {Options: [['exec']]}}]}, /use --tmpfs/],
	])('%s', (_, host, said) => expect(hostWarnings(host)).toMatch(said));

	it('and what is empty, a default or already said is not', () => {
		expect(hostWarnings({Teleport: {}, ConsoleSize: [24, 80], Jump: 0, MaskedPaths: null, ReadonlyPaths: null})).toBe('');
		expect(rebuilt({Config: {AttachStdout: true, AttachStderr: true}}).warnings).toEqual([]);
	});
});

describe('flags of engines that cannot be started here', () => {
	const command = (host: object, name?: Partial<ContainerInspect>): string =>
		oneLine(rebuilt({...name, HostConfig: host as HostConfig}).command);

	it('of Windows, real-time groups, quotas and Docker 28', () => {
		expect(command({CpuCount: 2, CpuPercent: 50, IOMaximumBandwidth: 1 << 20, IOMaximumIOps: 9, Isolation: 'hyperv'})).toMatch(
			/--isolation hyperv --cpu-count 2 --cpu-percent 50 --io-maxbandwidth 1m --io-maxiops 9/,
		);
		expect(command({CpuRealtimePeriod: 1000, CpuRealtimeRuntime: 900, KernelMemory: 4096, StorageOpt: {size: '10G'}})).toMatch(
			/--storage-opt size=10G --kernel-memory 4k --cpu-rt-period 1000 --cpu-rt-runtime 900/,
		);
		expect(command({Mounts: [{Type: 'image', Source: 'tools:1', Target: '/t', ImageOptions: {Subpath: 'bin'}}]})).toContain(
			'--mount type=image,source=tools:1,target=/t,image-subpath=bin',
		);
		const networks = {blue: {GwPriority: 1}, green: {GwPriority: -5, MacAddress: '02:00:00:00:00:09'}};
		expect(command({NetworkMode: 'blue'}, {State: {Running: false}, NetworkSettings: {Networks: networks}})).toContain(
			'--network name=blue,gw-priority=1 --network name=green,mac-address=02:00:00:00:00:09,gw-priority=-5',
		);
	});

	it('of an image for another machine', () => {
		const {command: run} = reconstruct(
			inspectOf(),
			{...image, Architecture: 'arm', Variant: 'v7'},
			{
				...plainDefaults,
				architecture: 'amd64',
			},
		);
		expect(oneLine(run)).toContain('--platform linux/arm/v7');
	});
});
