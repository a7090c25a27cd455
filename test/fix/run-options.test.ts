import {describe, expect, it} from 'vitest';
import {hostConfig} from '../../src/base/answers/container-config.js';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {composed, composeService, serviceKeys} from '../../src/fix/render/compose-service.js';
import {composeWarnings} from '../../src/fix/render/compose-warnings.js';
import {quadletLine} from '../../src/fix/render/quadlet-keys.js';
import {applyChange} from '../../src/judge/changes/change.js';
import {runOptions, withoutRow} from '../../src/judge/changes/options/index.js';
import {isThere, notInCompose, type OptionRow} from '../../src/judge/changes/options/row.js';
import {optionText, type RunOption} from '../../src/judge/changes/run-option.js';
import {hasFlag, problemOfFlag} from '../../src/judge/rules/shared/required-flags.js';
import {containerScope} from '../support/example-scope.js';
import {inspectOf} from './subject.js';

/** `docker run --help` of 26.1.5, and what 28.5 added. */
const ofDocker =
	`--add-host --annotation --attach --blkio-weight --blkio-weight-device --cap-add --cap-drop --cgroup-parent --cgroupns
--cidfile --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpu-shares --cpus --cpuset-cpus --cpuset-mems
--detach --detach-keys --device --device-cgroup-rule --device-read-bps --device-read-iops --device-write-bps --device-write-iops
--disable-content-trust --dns --dns-option --dns-search --domainname --entrypoint --env --env-file --expose --gpus --group-add --health-cmd
--health-interval --health-retries --health-start-interval --health-start-period --health-timeout --help --hostname --init --interactive
--io-maxbandwidth --io-maxiops --ip --ip6 --ipc --isolation --kernel-memory --label --label-file --link --link-local-ip --log-driver --log-opt
--mac-address --memory --memory-reservation --memory-swap --memory-swappiness --mount --name --network --network-alias --no-healthcheck
--oom-kill-disable --oom-score-adj --pid --pids-limit --platform --privileged --publish --publish-all --pull --quiet --read-only --restart --rm
--runtime --security-opt --shm-size --sig-proxy --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --tty --ulimit --user --userns --uts
--volume --volume-driver --volumes-from --workdir --use-api-socket`.split(/\s+/);

/** A value that each option takes; of the others any text, number or size will do. */
const values: Readonly<Record<string, string>> = {
	'--add-host': 'db:10.0.0.1',
	'--blkio-weight-device': '/dev/sda:10',
	'--cap-add': 'NET_ADMIN',
	'--cap-drop': 'ALL',
	'--cpus': '1.5',
	'--device': '/dev/fuse',
	'--device-read-bps': '/dev/sda:1024',
	'--device-read-iops': '/dev/sda:7',
	'--device-write-bps': '/dev/sda:1024',
	'--device-write-iops': '/dev/sda:7',
	'--env': 'A=1',
	'--expose': '80/tcp',
	'--gpus': 'all',
	'--log-driver': 'journald',
	'--mount': 'type=bind,source=/srv,target=/data',
	'--network': 'host',
	'--publish': '8080:80',
	'--restart': 'on-failure:5',
	'--security-opt': 'no-new-privileges',
	'--shm-size': '32m',
	'--stop-signal': 'SIGINT',
	'--tmpfs': '/run',
	'--ulimit': 'nofile=1024:2048',
	'--volume': '/srv:/data',
};
const usual: Readonly<Record<OptionRow['kind'], string | null>> = {
	...{switch: null, text: 'x', texts: 'x', pairs: 'a=b', size: '512m', number: '5'},
};
const asked = (name: string, {kind}: OptionRow): RunOption => ({name, value: values[name] ?? usual[kind]});

/** The options of the command; a container without any has the two that every command has. */
const given = (inspect: ContainerInspect): string[] => reconstruct(inspect, null).command.options.map(optionText);
const plain = inspectOf();

const rows = Object.entries(runOptions);
/** What Compose writes of them elsewhere in the file. */
const elsewhere: Readonly<Record<string, string>> = {
	'--mac-address': 'of the networks that it joins',
	'--volume-driver': 'of the volumes that it declares',
};
/** The client does it, and leaves other options behind. */
const ofClient = ['--use-api-socket'];

describe('the table of run options', () => {
	it('has every option of docker run, or a reason', () => {
		expect(ofDocker.filter(name => !(name in runOptions) && !(name in withoutRow))).toEqual([]);
		expect(Object.keys(withoutRow).filter(name => name in runOptions)).toEqual([]);
	});

	it('has every field of HostConfig that an engine takes from an option', () => {
		const named = new Set(rows.map(([, {field}]) => field?.split('.').slice(0, 2).join('.')));
		const left = Object.keys(hostConfig.fields).filter(name => !named.has(`HostConfig.${name}`));
		// Of --cidfile, --security-opt, and of API clients only.
		expect(left).toEqual(['ContainerIDFile', 'Cgroup', 'KernelMemoryTCP', 'MaskedPaths', 'ReadonlyPaths']);
	});

	it('names keys of Compose that a service has, each of one option or composed of several', () => {
		const keys = rows.flatMap(([, {compose}]) => (isThere(compose) ? [compose] : []));
		expect(keys.filter(key => !serviceKeys.includes(key))).toEqual([]);
		expect(keys.filter((key, index) => keys.indexOf(key) !== index && !(key in composed))).toEqual([]);
		expect(serviceKeys.filter(key => !keys.includes(key) && !(key in composed))).toEqual([]);
	});
});

it.each<[string, ContainerInspect, string, unknown]>([
	// Podman reports the period and the quota of --cpus too.
	[
		'no quota beside the cpus',
		inspectOf({HostConfig: {NanoCpus: 5e8, CpuPeriod: 100_000, CpuQuota: 50_000}}),
		'cpu_quota',
		undefined,
	],
	['no period beside the cpus', inspectOf({HostConfig: {NanoCpus: 5e8, CpuPeriod: 100_000}}), 'cpu_period', undefined],
	['a quota without them', inspectOf({HostConfig: {CpuQuota: 50_000}}), 'cpu_quota', 50_000],
	// Podman before 5 reports its number.
	['a signal as text', inspectOf({Config: {StopSignal: 15}}), 'stop_signal', '15'],
	['no limit of swap as a number', inspectOf({HostConfig: {Memory: 1024, MemorySwap: -1}}), 'memswap_limit', -1],
	['--init=false', inspectOf({HostConfig: {Init: false}}), 'init', false],
])('a Compose file has %s', (_, inspect, key, value) => expect(composeService(inspect, null)[key]).toEqual(value));

it('a device is added once, and a limit takes the place of the one with its name', () => {
	const add = (inspect: ContainerInspect, name: string, value: string) =>
		applyChange({add: [{name, value}], remove: []}, inspect);
	const twice = add(add(plain, '--device', '/dev/sda:/dev/x:r'), '--device', '/dev/sda:/dev/x');
	expect(given(twice).filter(text => text.startsWith('--device'))).toEqual(['--device /dev/sda:/dev/x']);
	const rate = add(add(plain, '--device-read-bps', '/dev/sda:1'), '--device-read-bps', '/dev/sda:2');
	expect(given(rate).filter(text => text.startsWith('--device'))).toEqual(['--device-read-bps /dev/sda:2']);
});

describe.each(rows.filter(([, {edit}]) => isThere(edit)))('%s', (name, row) => {
	const one = asked(name, row);
	const changed = applyChange({add: [one], remove: []}, plain);

	it('is in the command that makes a container with it, and not in the other', () => {
		expect(given(plain)).not.toContain(optionText(one));
		expect(given(changed).includes(optionText(one))).toBe(!ofClient.includes(name));
	});

	it('is gone when it is taken away', () => {
		const back = applyChange({add: [], remove: [one]}, changed);
		expect(given(back)).toEqual(given(plain));
	});

	it('can be required by a policy, or says why not', () => {
		const text = one.value === null ? name : `${name} ${one.value}`;
		if (!isThere(row.judge)) return expect(problemOfFlag(text)).toBe(`${name} ${row.judge.without}`);
		expect(problemOfFlag(text)).toBeNull();
		expect(hasFlag(containerScope(changed).container, text, 'docker')).toBe(true);
		expect(hasFlag(containerScope(plain).container, text, 'docker')).not.toBe(true);
	});

	it('is in the Compose file under its key, or said to be omitted', () => {
		const [before, after] = [plain, changed].map(inspect => composeService(inspect, null));
		if (name in elsewhere) return;
		if (isThere(row.compose)) expect(after?.[row.compose]).not.toEqual(before?.[row.compose]);
		else if (row.compose === notInCompose)
			expect(composeWarnings(changed)).toContain(`Compose has no key for ${name}: it is omitted`);
	});

	it('is in the Quadlet unit, or said to be omitted', () => {
		const {lines, warnings} = quadletLine(one);
		if (!['--rm', '--restart'].includes(name)) expect(lines.length + warnings.length).toBeGreaterThan(0);
	});
});
