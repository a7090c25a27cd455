import {describe, expect, it} from 'vitest';
import {runOptions} from '../../../src/judge/changes/options/index.js';
import {hasFlag, problemOfFlag} from '../../../src/judge/rules/shared/required-flags.js';
import {containerScope} from '../../support/example-scope.js';

const {container} = containerScope({
	Config: {
		User: '1000:1000',
		Env: ['MODE=production', 'TOKEN=hunter2'],
		Labels: {team: 'shop', '': 'odd'},
		Tty: false,
		Healthcheck: {Test: ['CMD-SHELL', 'curl -f localhost']},
		StopSignal: 'SIGQUIT',
	},
	HostConfig: {
		CapAdd: ['NET_BIND_SERVICE'],
		CapDrop: ['CAP_ALL'],
		CgroupnsMode: 'private',
		CpuShares: 512,
		Devices: [{PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm'}],
		ExtraHosts: ['db:10.0.0.1'],
		Init: true,
		LogConfig: {Type: 'json-file', Config: {'max-size': '10m'}},
		Memory: 268_435_456,
		NanoCpus: 500_000_000,
		NetworkMode: 'shop',
		PidsLimit: 100,
		Privileged: false,
		ReadonlyRootfs: true,
		RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 5},
		SecurityOpt: ['no-new-privileges', 'label=type:web_t'],
		Sysctls: {'net.ipv4.ip_forward': '0'},
		Tmpfs: {'/tmp': 'rw,noexec,nosuid,size=65536k'},
		Ulimits: [{Name: 'nofile', Soft: 1024, Hard: 2048}],
		UsernsMode: '',
	},
	Mounts: [{Type: 'bind', Source: '/srv/data', Destination: '/data', Mode: 'ro', RW: false, Propagation: 'rprivate'}],
});

describe('required flags', () => {
	it.each([
		...['--cap-drop', '--cap-drop ALL', '--cap-drop=all', '--cap-add NET_BIND_SERVICE', '--cgroupns private', '--cpu-shares 512'],
		...[
			'--device /dev/fuse',
			'--add-host db:10.0.0.1',
			'--init',
			'--log-opt max-size',
			'--log-opt max-size=10m',
			'--log-driver json-file',
		],
		...['--memory', '--memory 256m', '-m 1g', '--cpus 0.5', '--cpus=2', '--network shop', '--net shop', '--pids-limit 200'],
		...[
			'--privileged=false',
			'--read-only',
			'--read-only=true',
			'--restart on-failure:5',
			'--security-opt no-new-privileges:true',
		],
		...['--security-opt label:type:web_t', '--sysctl net.ipv4.ip_forward=0', '--tmpfs /tmp', '--tmpfs /tmp:noexec,nosuid'],
		...['--ulimit nofile=1024:2048', '--user', '-u 1000:1000', '--env MODE', '--env MODE=production', '--label team=shop'],
		...['--health-cmd', '--stop-signal SIGQUIT', '--volume /srv/data:/data', '-v /srv/data:/data:ro', '--tty=false', '--volume'],
	])('hold: %s', flag => {
		expect(problemOfFlag(flag)).toBeNull();
		expect(hasFlag(container, flag, 'docker')).toBe(true);
	});

	it.each([
		...[
			'--cap-drop CHOWN',
			'--cap-add SYS_ADMIN',
			'--memory 128m',
			'--cpus 0.25',
			'--pids-limit 50',
			'--privileged',
			'--read-only=false',
		],
		...[
			'--restart always',
			'--restart no',
			'--security-opt apparmor=web',
			'--tmpfs /run',
			'--tmpfs /tmp:nodev',
			'--ulimit nproc',
		],
		...['--user 0', '--env PROXY', '--label owner', '--no-healthcheck', '--userns host', '--pid host', '--network none', '--rm'],
		...['-v /srv/other:/data', '--gpus all', '--log-opt max-file', '--sysctl net.ipv4.ip_forward=1', '--init=false', '--publish'],
	])('do not hold: %s', flag => {
		expect(problemOfFlag(flag)).toBeNull();
		expect(hasFlag(container, flag, 'docker')).toBe(false);
	});

	it('are unknown where the answer has not the field, or cannot show it', () => {
		const {HostConfig: _, ...bare} = container.raw;
		const mute = {...container, raw: bare};
		const seen = Object.keys(runOptions).filter(
			name => hasFlag(mute, name, 'docker') !== null && !runOptions[name]?.field?.startsWith('Config.'),
		);
		expect(seen).toEqual([]);
		expect(hasFlag(container, '--security-opt seccomp=/etc/docker/strict.json', 'docker')).toBeNull();
	});

	it('accept values that look like flags where a value is free text', () => {
		expect(problemOfFlag('--health-cmd check --read-only')).toBeNull();
	});

	it('have a long name each', () => {
		const names = Object.values(runOptions).flatMap(({otherNames = []}) => otherNames);
		expect(new Set(names).size).toBe(names.length);
		for (const name of names) expect(problemOfFlag(name)).toBeNull();
	});

	it.each([
		['--capdrop ALL', /unknown flag "--capdrop" \(did you mean "--cap-drop"\?\)/],
		['--constructor', /unknown flag/],
		['--securty-opt x', /did you mean "--security-opt"/],
		['--detach', /leaves nothing/],
		['read-only', /is not a flag/],
		['--privileged=maybe', /takes true or false/],
		['--pids-limit many', /takes a number/],
		['--cap-drop ALL --read-only', /contains two flags: put --read-only in a separate entry/],
		['--read-only --cap-drop=ALL', /contains two flags: put --cap-drop in a separate entry/],
	])('are explained when they are wrong: %s', (flag, message) => {
		expect(problemOfFlag(flag)).toMatch(message);
		expect(hasFlag(container, flag, 'docker') === true).toBe(false);
	});
});
