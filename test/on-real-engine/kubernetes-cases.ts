import type {ContainerInspect} from '../../src/base/answers/index.js';

const hardened = {
	CapDrop: ['ALL'],
	CapAdd: ['CHOWN', 'CAP_SETUID'],
	SecurityOpt: ['no-new-privileges'],
	ReadonlyRootfs: true,
	Memory: 64 << 20,
};

/** Containers that a pod can say, for the consumers of the file. */
export const podCases: readonly (readonly [string, Partial<ContainerInspect>])[] = [
	['nothing at all', {}],
	[
		'a hardened service',
		{HostConfig: {...hardened, Tmpfs: {'/run': ''}, Binds: ['data:/data', '/usr:/u:ro']}, Config: {User: '33:33'}},
	],
	['a user alone', {Config: {User: '1000'}}],
	['root, said', {Config: {User: '0:0'}}],
	['privileged', {HostConfig: {Privileged: true}}],
	['one capability more, one less', {HostConfig: {CapAdd: ['NET_ADMIN'], CapDrop: ['chown']}}],
	['without seccomp', {HostConfig: {SecurityOpt: ['seccomp=unconfined']}}],
	['limits', {HostConfig: {Memory: 96 << 20, MemoryReservation: 32 << 20, NanoCpus: 250_000_000}}],
	[
		'hostile text',
		{
			Config: {
				Entrypoint: ['sh', '-c'],
				Cmd: ['echo "it\'s" `id`\n\\ é☃ #{}[]!&*: -', '', ' '],
				Env: ['A=x\n\t"\'#: - y', 'B=', 'C=true', 'D=1e3'],
			},
		},
	],
	['a directory, a terminal, standard input', {Config: {WorkingDir: '/var', Tty: true, OpenStdin: true}}],
	[
		'a grace period and restart',
		{Config: {StopTimeout: 3}, HostConfig: {RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 4}}},
	],
	['never restarted', {HostConfig: {RestartPolicy: {Name: 'no'}}}],
	['the host’s network and processes', {HostConfig: {NetworkMode: 'host', PidMode: 'host'}}],
	['ports', {Config: {ExposedPorts: {'80/tcp': {}, '53/udp': {}}}}],
	[
		'names and servers',
		{
			HostConfig: {
				ExtraHosts: ['a:1.2.3.4', 'b:::1'],
				Dns: ['9.9.9.9'],
				DnsSearch: ['x.y'],
				DnsOptions: ['ndots:2', 'use-vc'],
			},
		},
	],
	['a health check', {Config: {Healthcheck: {Test: ['CMD', 'check', '$(x) b'], Interval: 1.5e9, StartPeriod: 5e9, Retries: 2}}}],
	['shared memory and groups', {HostConfig: {ShmSize: 128 << 20, GroupAdd: ['5', '6']}}],
	[
		'mounts in long form',
		{
			HostConfig: {
				Mounts: [
					{Type: 'tmpfs', Target: '/t', TmpfsOptions: {SizeBytes: 4096}},
					{Type: 'volume', Source: 'v', Target: '/v', ReadOnly: true},
				],
			},
		},
	],
];
